import { frameVersion } from '../../../src/protocol/frame.ts';
import type { FrameGreeting, FrameLook, FrameSettings, FrameSight } from '../../../src/protocol/frame.ts';

export const settings: FrameSettings = {
  room: '#alpha:example.org',
  language: 'en',
  readOnly: false,
  withoutHeader: false,
  withoutComposer: false,
};

export const look: FrameLook = {
  surface: 'rgb(255 255 255)',
  text: 'rgb(31 35 40)',
  accent: 'rgb(11 99 181)',
  dark: false,
  direction: 'ltr',
  fontFamily: '"Open Sans", sans-serif',
  fontSize: 15,
};

export const sight: FrameSight = { focused: true, top: 0, bottom: 400 };

export const greeting: FrameGreeting = { kind: 'wiki-room-connect', version: frameVersion, settings, look, sight };
