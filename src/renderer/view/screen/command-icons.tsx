import {
  IconArrowsDiff,
  IconArrowsMaximize,
  IconArrowsMove,
  IconBlendMode,
  IconContrast,
  IconFlame,
  IconFlipHorizontal,
  IconFlipVertical,
  IconKeyboard,
  IconLayoutColumns,
  IconLayoutGrid,
  IconLayoutRows,
  IconLink,
  IconMaximize,
  IconPlayerPlay,
  IconRefresh,
  IconRelationOneToOne,
  IconReportMedical,
  IconRotate2,
  IconRotateClockwise2,
  IconSearch,
  IconSquare,
  IconStack2,
  IconTextCaption,
  IconZoomIn,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { CommandId } from '../keys/commands.js';

interface IconProps {
  readonly size?: number;
  readonly stroke?: number;
}

/** Icons of the commands that have a button or a menu entry. */
export const commandIcons: Partial<Record<CommandId, ComponentType<IconProps>>> = {
  'tool-window': IconContrast,
  'tool-pan': IconArrowsMove,
  'tool-zoom': IconZoomIn,
  'tool-magnify': IconSearch,
  fit: IconArrowsMaximize,
  'one-to-one': IconRelationOneToOne,
  invert: IconBlendMode,
  'flip-horizontal': IconFlipVertical,
  'flip-vertical': IconFlipHorizontal,
  'rotate-left': IconRotate2,
  'rotate-right': IconRotateClockwise2,
  reset: IconRefresh,
  play: IconPlayerPlay,
  link: IconLink,
  overlay: IconTextCaption,
  opinion: IconReportMedical,
  'heat-map': IconFlame,
  'side-by-side': IconArrowsDiff,
  planes: IconStack2,
  'full-viewport': IconMaximize,
  'layout-1x1': IconSquare,
  'layout-1x2': IconLayoutColumns,
  'layout-2x1': IconLayoutRows,
  'layout-2x2': IconLayoutGrid,
  help: IconKeyboard,
};
