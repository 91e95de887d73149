/** An alias of Vite's: `import('@cornerstonejs/dicom-image-loader/decoders/…')` reaches the file of that name. */
export const deepJpeg: { readonly find: RegExp; readonly replacement: string };
