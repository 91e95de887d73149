import { describe, expect, it } from 'vitest';
import { memorySource, readDicomdir } from '../../domain/dicom/index.js';
import { planDisc } from './plan.js';

describe('planDisc', () => {
  it('announces in its DICOMDIR exactly the files that it will write', () => {
    const plan = planDisc();
    const read = readDicomdir(memorySource(plan.directory));
    if (!read.ok) throw new Error(read.reason.code);
    const planned = plan.series.flatMap(({ files }) => files);
    expect(read.notes).toEqual([]);
    expect(read.files.map((file) => [file.components, file.SOPInstanceUID, file.StudyInstanceUID])).toEqual(
      planned.map(({ path, place }) => [path, place.SOPInstanceUID, place.study.StudyInstanceUID]),
    );
    // File names of the general purpose CD-R profile: eight upper-case characters (PS3.10 8.2).
    for (const { path } of planned) for (const part of path) expect(part).toMatch(/^[A-Z0-9_]{1,8}$/);
  });

  it('holds three people: a Kazakh name with two dates, a Russian one with a CT, a Portuguese one', () => {
    const read = readDicomdir(memorySource(planDisc().directory));
    if (!read.ok) throw new Error(read.reason.code);
    const studies = read.studies.map(({ PatientName, StudyDate, ModalitiesInStudy }) =>
      [PatientName, StudyDate, ...ModalitiesInStudy].join(' '),
    );
    expect(studies).toEqual([
      'Жұмабаева^Айгүл 20250311 DX',
      'Жұмабаева^Айгүл 20250916 DX',
      'Соколов^Николай^Петрович 20250624 DX',
      'Соколов^Николай^Петрович 20250701 CT',
      'Conceição^João 20250902 DX',
    ]);
    for (const { PatientID } of read.studies) expect(PatientID).toMatch(/^SAMPLE-/);
  });

  it('gives every instance a UID of its own, the same each time', () => {
    const uids = (): string[] =>
      planDisc().series.flatMap(({ files }) => files.map(({ place }) => place.SOPInstanceUID));
    expect(new Set(uids()).size).toBe(uids().length);
    expect(uids()).toEqual(uids());
  });
});
