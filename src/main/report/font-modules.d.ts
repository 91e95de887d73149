declare module '*.woff2?inline' {
  /** The font as a data URL. */
  const url: string;
  // biome-ignore lint/style/noDefaultExport: it is how the bundler exports it
  export default url;
}
