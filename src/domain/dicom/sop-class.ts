/** What there is to do with an object: show its frames, or say (and later read) what it is instead. */
type ObjectKind =
  | 'image'
  | 'sr'
  | 'presentation-state'
  | 'key-object-selection'
  | 'segmentation'
  | 'parametric-map'
  | 'radiotherapy'
  | 'document'
  | 'waveform'
  | 'other';

export interface SopClass {
  readonly name: string;
  readonly kind: ObjectKind;
}

const S = '1.2.840.10008.5.1.4.1.1';

/** Storage SOP classes of PS3.6 table A-1, by kind; the UID is what follows 1.2.840.10008.5.1.4.1.1. */
const table: Readonly<Record<ObjectKind, Readonly<Record<string, string>>>> = {
  image: {
    '.1': 'Computed Radiography',
    '.1.1': 'Digital X-Ray',
    '.1.1.1': 'Digital X-Ray for processing',
    '.1.2': 'Digital Mammography',
    '.1.2.1': 'Digital Mammography for processing',
    '.1.3': 'Digital Intra-Oral X-Ray',
    '.1.3.1': 'Digital Intra-Oral X-Ray for processing',
    '.2': 'CT',
    '.2.1': 'Enhanced CT',
    '.2.2': 'Legacy Converted Enhanced CT',
    '.3': 'Ultrasound Multi-frame (retired)',
    '.3.1': 'Ultrasound Multi-frame',
    '.4': 'MR',
    '.4.1': 'Enhanced MR',
    '.4.3': 'Enhanced MR Color',
    '.4.4': 'Legacy Converted Enhanced MR',
    '.5': 'Nuclear Medicine (retired)',
    '.6': 'Ultrasound (retired)',
    '.6.1': 'Ultrasound',
    '.6.2': 'Enhanced Ultrasound Volume',
    '.7': 'Secondary Capture',
    '.7.1': 'Multi-frame Single Bit Secondary Capture',
    '.7.2': 'Multi-frame Grayscale Byte Secondary Capture',
    '.7.3': 'Multi-frame Grayscale Word Secondary Capture',
    '.7.4': 'Multi-frame True Color Secondary Capture',
    '.12.1': 'X-Ray Angiography',
    '.12.1.1': 'Enhanced X-Ray Angiography',
    '.12.2': 'X-Ray Fluoroscopy',
    '.12.2.1': 'Enhanced X-Ray Fluoroscopy',
    '.12.3': 'X-Ray Angiography Bi-plane (retired)',
    '.13.1.1': 'X-Ray 3D Angiographic',
    '.13.1.2': 'X-Ray 3D Craniofacial',
    '.13.1.3': 'Breast Tomosynthesis',
    '.13.1.4': 'Breast Projection X-Ray',
    '.13.1.5': 'Breast Projection X-Ray for processing',
    '.14.1': 'Intravascular OCT',
    '.14.2': 'Intravascular OCT for processing',
    '.20': 'Nuclear Medicine',
    '.77.1.1': 'VL Endoscopic',
    '.77.1.1.1': 'Video Endoscopic',
    '.77.1.2': 'VL Microscopic',
    '.77.1.2.1': 'Video Microscopic',
    '.77.1.3': 'VL Slide-Coordinates Microscopic',
    '.77.1.4': 'VL Photographic',
    '.77.1.4.1': 'Video Photographic',
    '.77.1.5.1': 'Ophthalmic Photography 8 Bit',
    '.77.1.5.2': 'Ophthalmic Photography 16 Bit',
    '.77.1.5.4': 'Ophthalmic Tomography',
    '.77.1.6': 'VL Whole Slide Microscopy',
    '.77.1.7': 'Dermoscopic Photography',
    '.128': 'PET',
    '.128.1': 'Legacy Converted Enhanced PET',
    '.130': 'Enhanced PET',
    '.481.1': 'RT Image',
  },
  sr: {
    '.88.11': 'Basic Text SR',
    '.88.22': 'Enhanced SR',
    '.88.33': 'Comprehensive SR',
    '.88.34': 'Comprehensive 3D SR',
    '.88.35': 'Extensible SR',
    '.88.40': 'Procedure Log',
    '.88.50': 'Mammography CAD SR',
    '.88.65': 'Chest CAD SR',
    '.88.67': 'X-Ray Radiation Dose SR',
    '.88.68': 'Radiopharmaceutical Radiation Dose SR',
    '.88.69': 'Colon CAD SR',
    '.88.70': 'Implantation Plan SR',
    '.88.71': 'Acquisition Context SR',
    '.88.72': 'Simplified Adult Echo SR',
    '.88.73': 'Patient Radiation Dose SR',
    '.88.76': 'Enhanced X-Ray Radiation Dose SR',
  },
  'key-object-selection': { '.88.59': 'Key Object Selection' },
  'presentation-state': {
    '.11.1': 'Grayscale Softcopy Presentation State',
    '.11.2': 'Color Softcopy Presentation State',
    '.11.3': 'Pseudo-Color Softcopy Presentation State',
    '.11.4': 'Blending Softcopy Presentation State',
    '.11.5': 'XA/XRF Grayscale Softcopy Presentation State',
    '.11.8': 'Advanced Blending Presentation State',
  },
  segmentation: {
    '.66.4': 'Segmentation',
    '.66.5': 'Surface Segmentation',
    '.66.7': 'Label Map Segmentation',
  },
  'parametric-map': { '.30': 'Parametric Map' },
  radiotherapy: {
    '.481.2': 'RT Dose',
    '.481.3': 'RT Structure Set',
    '.481.4': 'RT Beams Treatment Record',
    '.481.5': 'RT Plan',
    '.481.6': 'RT Brachy Treatment Record',
    '.481.7': 'RT Treatment Summary Record',
    '.481.8': 'RT Ion Plan',
    '.481.9': 'RT Ion Beams Treatment Record',
  },
  document: {
    '.104.1': 'Encapsulated PDF',
    '.104.2': 'Encapsulated CDA',
    '.104.3': 'Encapsulated STL',
    '.104.4': 'Encapsulated OBJ',
    '.104.5': 'Encapsulated MTL',
  },
  waveform: {
    '.9.1.1': '12-lead ECG',
    '.9.1.2': 'General ECG',
    '.9.1.3': 'Ambulatory ECG',
    '.9.2.1': 'Hemodynamic Waveform',
    '.9.3.1': 'Cardiac Electrophysiology Waveform',
    '.9.4.1': 'Basic Voice Audio',
    '.9.4.2': 'General Audio',
    '.9.5.1': 'Arterial Pulse Waveform',
    '.9.6.1': 'Respiratory Waveform',
  },
  other: {
    '.4.2': 'MR Spectroscopy',
    '.66': 'Raw Data',
    '.66.1': 'Spatial Registration',
    '.66.2': 'Spatial Fiducials',
    '.66.3': 'Deformable Spatial Registration',
    '.66.6': 'Tractography Results',
    '.67': 'Real World Value Mapping',
    '.91.1': 'Microscopy Bulk Simple Annotations',
  },
};

const classes = new Map<string, SopClass>();
for (const [kind, names] of Object.entries(table)) {
  for (const [suffix, name] of Object.entries(names)) {
    classes.set(S + suffix, { name, kind: kind as ObjectKind });
  }
}
// The one storage class that a file may have from another branch.
classes.set('1.2.840.10008.5.1.4.39.1', { name: 'Color Palette', kind: 'other' });

/** Every storage SOP class that is known by name, by its UID. */
export const storageClasses: ReadonlyMap<string, SopClass> = classes;

/** What a storage SOP class is; undefined for private, future and other classes. */
export function sopClass(SOPClassUID: string): SopClass | undefined {
  return classes.get(SOPClassUID);
}
