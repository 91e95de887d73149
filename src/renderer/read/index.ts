export { ReadSettings } from './read-settings.js';
export { followReadings } from './use-form.js';
export { useFormSlot } from './use-form-slot.js';
