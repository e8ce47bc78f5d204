import { expect } from '@open-wc/testing';
import { formatSize } from '../../src/element/media/format-size.ts';
import { formatsFor } from '../../src/element/message/formats.ts';
import { firstLetter } from '../../src/element/message/render-avatar.ts';
import { noon } from '../support/rows.ts';

describe('formats', () => {
  const formats = formatsFor('en-GB');

  it('names days as people do', () => {
    const now = new Date(2026, 10, 24, 9).getTime();
    expect(formats.day(new Date(2026, 10, 24, 8).getTime(), now)).to.equal('Today');
    expect(formats.day(new Date(2026, 10, 23, 23).getTime(), now)).to.equal('Yesterday');
    expect(formats.day(new Date(2026, 10, 16).getTime(), now)).to.equal('Monday 16 November');
    expect(formats.day(new Date(2025, 10, 16).getTime(), now)).to.equal('16 November 2025');
    expect(formats.day(new Date(2026, 10, 25, 1).getTime(), now)).to.equal('Wednesday 25 November');
  });

  it('writes sizes', () => {
    expect(formatSize(1_234_567, 'en-GB')).to.equal('1.2 MB');
    expect(formatSize(512, 'en-GB')).to.equal('512 bytes');
  });

  it('speaks English where the page names no language', () => {
    expect(formatsFor('not a language').time(noon)).to.match(/^12:00/);
  });
});

describe('firstLetter', () => {
  it('is the first letter or digit, whole', () => {
    const names = ['bob', '@ann', 'é́x', '👩‍👩‍👧 family', '!!!', '王', '7', 'e\u0301va', '1️⃣ one', 'Ida', '각씨', ''];
    expect(names.map(firstLetter)).to.deep.equal(['B', 'A', 'É́', 'F', '!', '王', '7', 'E\u0301', '1️⃣', 'I', '각', '']);
  });
});
