export { ageAt, type CalendarDate, parseDate } from './calendar-date.js';
export { dayStyle, localeOf } from './day-style.js';
export { displayName } from './display-name.js';
export { identityKey, patientIdKey } from './identity.js';
