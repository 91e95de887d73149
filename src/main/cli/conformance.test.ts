import { describe, expect, it } from 'vitest';
import { characterSets, storageClasses } from '../../domain/dicom/index.js';
import { syntaxOf, transferSyntaxes } from '../../domain/pixels/index.js';

// docs/conformance.md is written from the lists that the program itself works by.

/** Kinds of objects, and what is done with them beside storing, listing, exporting and verifying. */
const uses = {
  image: ['shown', 'released'],
  sr: ['stored', 'released, text cleaned'],
  'presentation-state': ['stored', 'released, text cleaned'],
  'key-object-selection': ['stored', 'released, text cleaned'],
  segmentation: ['stored', 'released'],
  'parametric-map': ['stored', 'released'],
  radiotherapy: ['stored', 'released, text cleaned'],
  waveform: ['stored', 'released; audio held'],
  document: ['stored', 'held: it cannot be cleaned'],
  other: ['stored', 'released; raw data and what belongs to no study held'],
} as const;

const registered: Readonly<Record<string, string>> = {
  13: 'Japanese (JIS X 0201)',
  58: 'simplified Chinese (GB 2312)',
  87: 'Japanese (JIS X 0208)',
  100: 'Latin 1: Portuguese among others',
  101: 'Latin 2',
  109: 'Latin 3',
  110: 'Latin 4',
  126: 'Greek',
  127: 'Arabic',
  138: 'Hebrew',
  144: 'Cyrillic (without the Kazakh letters)',
  148: 'Latin 5: Turkish',
  149: 'Korean (KS X 1001)',
  159: 'Japanese (JIS X 0212)',
  166: 'Thai',
  192: 'Unicode in UTF-8: Kazakh, Russian, Portuguese, English',
  203: 'Latin 9',
  GB18030: 'Chinese',
  GBK: 'Chinese',
};

function syntaxRows(): string[] {
  return transferSyntaxes.map((UID) => {
    const { codec, name, lossy } = syntaxOf(UID);
    const shown = codec === 'video' ? 'stored, not shown' : 'shown';
    const released =
      codec === 'video' ? 'held' : UID.endsWith('.1.99') ? 'inflated to Explicit VR LE' : 'as it is';
    return `| ${UID} | ${name} | ${lossy ? 'lossy' : ''} | ${shown} | ${released} |`;
  });
}

function classRows(): string[] {
  return [...storageClasses].map(
    ([UID, { name, kind }]) => `| ${UID} | ${name} | ${uses[kind].join(' | ')} |`,
  );
}

function statement(): string {
  return `# DICOM conformance statement

Written by \`src/main/cli/conformance.test.ts\` (\`npx vitest run --project unit conformance --update\`) from the lists
that the program works by. Tynys 0.1 is in development and not a certified medical device.

## Overview

| Tynys | reads | writes |
| --- | --- | --- |
| media (PS3.10, PS3.11): folders, discs with or without DICOMDIR, ZIP archives | yes (FSR) | files; DICOMDIR on the sample disc only (FSC) |
| network: DIMSE (C-STORE, C-FIND, C-MOVE) | no | no |
| web (PS3.18): STOW-RS, QIDO-RS, WADO-RS | no | no |
| non-DICOM pictures (PNG, JPEG, TIFF) | as Secondary Capture, with an identity that a person gives | |

Objects are stored byte for byte as they came. Nothing is coerced: no attribute of a stored object is changed.

## Reading

- **Files** with and without preamble and file meta information; data sets in implicit and explicit VR, little and big
  endian, deflated; sequences and items of defined and undefined length; UN for public attributes and for sequences.
  What is read although it breaks PS3.5 or PS3.10 is noted with the instance.
- **DICOMDIR** (PS3.10 section 8): order of patients, studies, series and images; files that it lacks are found as well.
  References out of the disc are not followed. Names with version suffixes (\`;1\`), other case and \`.DCM\` are found.
- **Identity**: SOP Class UID and SOP Instance UID are needed, from the data set or the file meta information. An object
  with the UID of a stored one and other bytes is kept beside it and reported as a conflict.
- **A patient** is issuer, ID, name and birth date together (docs/decisions/0004).

### Character sets

Code extensions by ISO 2022 included. An undeclared or wrong character set is guessed among UTF-8, Cyrillic (CP1251,
KOI8-R among others) and Latin, and the guess is noted.

| Defined term | what it is for |
| --- | --- |
| ISO_IR 6 (default) | ASCII |
${characterSets.map((term) => `| ${/^\d/.test(term) ? `ISO_IR ${term}` : term} | ${registered[term] ?? ''} |`).join('\n')}

### Transfer syntaxes

| UID | name | | in the viewer | when released |
| --- | --- | --- | --- | --- |
${syntaxRows().join('\n')}

Others are stored, and the viewer says that it cannot decode them.

### Storage SOP classes

Private and future storage classes are stored too; they are shown where they have pixels of the Image Pixel module.

| UID | name | in the viewer | when released |
| --- | --- | --- | --- |
${classRows().join('\n')}

### Presentation

Modality LUT and rescale, VOI LUT and window (LINEAR, LINEAR_EXACT, SIGMOID), Presentation LUT Shape, MONOCHROME1 and
2, PALETTE COLOR, RGB and YBR; overlay planes in their own data and in free bits of the pixels. The window of a
presentation state is not applied.

### Annotations of other makers

Shown on the images of their study, read-only, with their source; what cannot be drawn is listed with the reason.

| object | what is read |
| --- | --- |
| structured reports | SCOORD and SCOORD3D anywhere in the content, with finding, site, values and units of their container |
| presentation states | graphics and texts in PIXEL units; those in DISPLAY units are listed only |
| Segmentation, Label Map Segmentation | outlines of each segment on the source images; fractional ones at half of the maximum |
| Key Object Selection | the images named, with title and description |
| RT Structure Set | contours on the images that they name or whose plane they lie in |

## Writing

| object | SOP class | by |
| --- | --- | --- |
| films scanned or photographed | Secondary Capture Image Storage | import of PNG, JPEG and TIFF |
| released objects | that of their original | de-identification, below |
| results of networks | Comprehensive SR, Parametric Map, Segmentation, Secondary Capture | analysis, as new series of the same study |
| measurements and marks of readers | Comprehensive SR, Comprehensive 3D SR (TID 1500, 1501) | annotation, as new series of the same study |
| the view that was annotated | Grayscale Softcopy Presentation State | annotation |
| regions that readers drew | Segmentation (binary) | annotation |
| key images | Key Object Selection (TID 2010) | annotation |
| the sample disc | CT, Digital X-Ray, DICOMDIR | \`npm start -- --sample\` |

A series of annotations belongs to one reader; an instance in it is a revision, the highest InstanceNumber the newest, and
a report names its predecessor. Shapes on slices with a frame of reference are SCOORD3D, on films SCOORD. Codes that
neither DICOM nor SNOMED CT has are of the designator 99TYNYS.

New objects are explicit VR little endian in UTF-8 (ISO_IR 192), with UIDs under 2.25. File meta information names
TYNYS_0_1 as the implementation.

## Security: de-identification

Released objects conform to the Basic Application Level Confidentiality Profile of PS3.15 annex E, table E.1-1 of
edition 2024e, with options as the profile of the destination has them; which were done is said in each object by codes
of CID 7050 (0012,0064). The Clean Recognizable Visual Features Option is never claimed. Private elements go, but for
those of the Retain Safe Private Option where a profile has it. Re-identification by Encrypted Attributes is not
offered: the crosswalk stays in the store. See [deidentification.md](deidentification.md),
[element by element](deidentification-elements.md) and [threat-model.md](threat-model.md).

Audit trails by PS3.15 A.5, secure transport and digital signatures are not supported; signatures of an original are
removed on release, since they no longer hold.
`;
}

describe('the conformance statement', () => {
  it('is what the lists of the program say', async () => {
    await expect(statement()).toMatchFileSnapshot('../../../docs/conformance.md');
  });

  it('describes every character set that is decoded', () => {
    expect(characterSets.filter((term) => registered[term] === undefined)).toEqual([]);
  });
});
