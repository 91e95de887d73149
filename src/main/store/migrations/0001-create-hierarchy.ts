import type { Migration } from '../migrate.js';

/**
 * Patient, study, series, instance. Attributes have their DICOM keywords and values as written; our own
 * columns are camelCase. A study repeats its patient and sums up its series, so that the worklist is one
 * indexed query over one table; `folded…` and `studiedAt` are what it sorts and searches by.
 */
export const createHierarchy: Migration = {
  version: 1,
  up(db) {
    db.exec(`
      CREATE TABLE patient (
        id INTEGER PRIMARY KEY,
        identityKey TEXT NOT NULL UNIQUE,
        patientIdKey TEXT NOT NULL,
        PatientID TEXT NOT NULL,
        IssuerOfPatientID TEXT NOT NULL,
        PatientName TEXT NOT NULL,
        PatientBirthDate TEXT NOT NULL,
        PatientSex TEXT NOT NULL
      ) STRICT;
      CREATE INDEX patientByPatientId ON patient (patientIdKey);

      CREATE TABLE study (
        id INTEGER PRIMARY KEY,
        patient INTEGER NOT NULL REFERENCES patient (id),
        studyKey TEXT NOT NULL,
        PatientName TEXT NOT NULL,
        PatientID TEXT NOT NULL,
        IssuerOfPatientID TEXT NOT NULL,
        PatientBirthDate TEXT NOT NULL,
        PatientSex TEXT NOT NULL,
        StudyDate TEXT NOT NULL,
        StudyTime TEXT NOT NULL,
        StudyID TEXT NOT NULL,
        AccessionNumber TEXT NOT NULL,
        StudyDescription TEXT NOT NULL,
        ReferringPhysicianName TEXT NOT NULL,
        InstitutionName TEXT NOT NULL,
        ModalitiesInStudy TEXT NOT NULL DEFAULT '',
        NumberOfStudyRelatedSeries INTEGER NOT NULL DEFAULT 0,
        NumberOfStudyRelatedInstances INTEGER NOT NULL DEFAULT 0,
        source TEXT NOT NULL,
        importedAt TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'opened')),
        identityMismatch INTEGER NOT NULL DEFAULT 0 CHECK (identityMismatch IN (0, 1)),
        conflicts INTEGER NOT NULL DEFAULT 0,
        studiedAt INTEGER NOT NULL,
        foldedName TEXT NOT NULL,
        foldedPatientId TEXT NOT NULL,
        foldedAccession TEXT NOT NULL,
        foldedDescription TEXT NOT NULL,
        foldedSource TEXT NOT NULL,
        UNIQUE (studyKey, patient)
      ) STRICT;
      CREATE INDEX studyByPatient ON study (patient, studiedAt);

      CREATE TABLE series (
        id INTEGER PRIMARY KEY,
        study INTEGER NOT NULL REFERENCES study (id),
        seriesKey TEXT NOT NULL,
        Modality TEXT NOT NULL,
        SeriesNumber INTEGER,
        SeriesDate TEXT NOT NULL,
        SeriesDescription TEXT NOT NULL,
        BodyPartExamined TEXT NOT NULL,
        Manufacturer TEXT NOT NULL,
        UNIQUE (study, seriesKey)
      ) STRICT;
      CREATE INDEX seriesByKey ON series (seriesKey);

      CREATE TABLE instance (
        id INTEGER PRIMARY KEY,
        series INTEGER NOT NULL REFERENCES series (id),
        instanceKey TEXT NOT NULL UNIQUE,
        sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
        bytes INTEGER NOT NULL,
        SOPClassUID TEXT NOT NULL,
        TransferSyntaxUID TEXT NOT NULL,
        InstanceNumber INTEGER,
        NumberOfFrames INTEGER NOT NULL,
        "Rows" INTEGER,
        Columns INTEGER,
        BitsAllocated INTEGER,
        PhotometricInterpretation TEXT NOT NULL,
        ViewPosition TEXT NOT NULL,
        Laterality TEXT NOT NULL,
        SpecificCharacterSet TEXT NOT NULL,
        notes TEXT NOT NULL
      ) STRICT;
      CREATE INDEX instanceBySeries ON instance (series);
    `);
  },
};
