import {
  IconBan,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  type IconEye,
  IconHourglass,
} from '@tabler/icons-react';
import type { ReviewState } from '../../contract/index.js';
import { displayName } from '../../domain/patient/index.js';
import type { Entry } from './review-list.js';

/** One sign per state; with findings a proposed item asks for more than a glance. */
export const stateIcons: Readonly<Record<ReviewState, typeof IconEye>> = {
  waiting: IconHourglass,
  proposed: IconCircleDashed,
  accepted: IconCircleCheck,
  rejected: IconCircleX,
  released: IconCircleCheck,
  held: IconBan,
};

/** What an item is called: its patient, else its ID. */
export function nameOf({ study }: Entry): string {
  return study === undefined ? '' : displayName(study.PatientName) || study.PatientID;
}
