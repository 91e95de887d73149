import type { Migration } from '../migrate.js';

/**
 * What the worklist sorts and searches by: an index per sort key that ends in the date, so that equal keys
 * come newest first without sorting; trigrams of the folded texts, so that any three letters are found
 * anywhere in a word; and the studies of each modality by date.
 */
export const indexWorklist: Migration = {
  version: 3,
  up(db) {
    db.exec(`
      CREATE INDEX studyByDate ON study (studiedAt);
      CREATE INDEX studyByImport ON study (importedAt);
      CREATE INDEX studyByName ON study (foldedName, studiedAt DESC);
      CREATE INDEX studyByPatientId ON study (foldedPatientId, studiedAt DESC);
      CREATE INDEX studyByBirthDate ON study (PatientBirthDate, studiedAt DESC);
      CREATE INDEX studyBySex ON study (PatientSex, studiedAt DESC);
      CREATE INDEX studyByModalities ON study (ModalitiesInStudy, studiedAt DESC);
      CREATE INDEX studyByDescription ON study (foldedDescription, studiedAt DESC);
      CREATE INDEX studyByInstances ON study (NumberOfStudyRelatedInstances, studiedAt DESC);
      CREATE INDEX studyBySource ON study (foldedSource, studiedAt DESC);
      CREATE INDEX studyByState ON study (state, studiedAt DESC);

      -- For words too short for trigrams: all that is searched, and little else to read through.
      CREATE INDEX studySearched ON study (foldedName, foldedPatientId, foldedAccession, foldedDescription);

      CREATE VIRTUAL TABLE studyText USING fts5 (
        foldedName, foldedPatientId, foldedAccession, foldedDescription, foldedSource,
        content = 'study', content_rowid = 'id', tokenize = 'trigram case_sensitive 1'
      );
      CREATE TRIGGER studyTextInsert AFTER INSERT ON study BEGIN
        INSERT INTO studyText (rowid, foldedName, foldedPatientId, foldedAccession, foldedDescription, foldedSource)
        VALUES (new.id, new.foldedName, new.foldedPatientId, new.foldedAccession, new.foldedDescription, new.foldedSource);
      END;
      CREATE TRIGGER studyTextDelete AFTER DELETE ON study BEGIN
        INSERT INTO studyText (studyText, rowid, foldedName, foldedPatientId, foldedAccession, foldedDescription, foldedSource)
        VALUES ('delete', old.id, old.foldedName, old.foldedPatientId, old.foldedAccession, old.foldedDescription, old.foldedSource);
      END;
      CREATE TRIGGER studyTextUpdate
      AFTER UPDATE OF foldedName, foldedPatientId, foldedAccession, foldedDescription, foldedSource ON study BEGIN
        INSERT INTO studyText (studyText, rowid, foldedName, foldedPatientId, foldedAccession, foldedDescription, foldedSource)
        VALUES ('delete', old.id, old.foldedName, old.foldedPatientId, old.foldedAccession, old.foldedDescription, old.foldedSource);
        INSERT INTO studyText (rowid, foldedName, foldedPatientId, foldedAccession, foldedDescription, foldedSource)
        VALUES (new.id, new.foldedName, new.foldedPatientId, new.foldedAccession, new.foldedDescription, new.foldedSource);
      END;
      INSERT INTO studyText (studyText) VALUES ('rebuild');

      CREATE TABLE studyModality (
        Modality TEXT NOT NULL,
        studiedAt INTEGER NOT NULL,
        study INTEGER NOT NULL REFERENCES study (id),
        PRIMARY KEY (Modality, studiedAt, study)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO studyModality (Modality, studiedAt, study)
      SELECT DISTINCT series.Modality, study.studiedAt, study.id
      FROM series JOIN study ON study.id = series.study
      WHERE series.Modality <> '';
    `);
  },
};
