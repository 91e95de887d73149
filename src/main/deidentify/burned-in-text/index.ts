export { openTextFinder } from './open-text-finder.js';
