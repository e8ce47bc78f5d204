import { msg, str } from '@lit/localize';
import { fullName } from '../../protocol/full-name.ts';
import type { NoticeRow } from '../../protocol/row.ts';
import { summarizeNotices } from '../../room/timeline/summarize-notices.ts';
import type { NoticeSummary } from '../../room/timeline/summarize-notices.ts';
import { isolate } from '../words/isolate.ts';
import type { Formats } from './formats.ts';

/** Names before the rest is counted. */
const namesShown = 2;

/** A folded run as one line: "Ann, Bob and 4 others joined. Carol left." */
export function noticeRunWords(rows: readonly NoticeRow[], formats: Formats): string {
  const [only] = rows;
  if (rows.length === 1 && only !== undefined) return noticeWords(only);
  return summarizeNotices(rows)
    .map((summary) => summaryWords(summary, formats))
    .join(' ');
}

function summaryWords({ kind, people, rows }: NoticeSummary, formats: Formats): string {
  if (kind === 'settings' && rows.length === 1) return noticeWords(rows[0]);
  const names = peopleWords(people.map(fullName), formats);
  const one = people.length === 1;
  switch (kind) {
    case 'joined':
      return msg(str`${names} joined.`);
    case 'left':
      return msg(str`${names} left.`);
    case 'invited':
      return one ? msg(str`${names} was invited.`) : msg(str`${names} were invited.`);
    case 'kicked':
      return one ? msg(str`${names} was removed.`) : msg(str`${names} were removed.`);
    case 'banned':
      return one ? msg(str`${names} was banned.`) : msg(str`${names} were banned.`);
    case 'unbanned':
      return one ? msg(str`${names} is no longer banned.`) : msg(str`${names} are no longer banned.`);
    case 'knocked':
      return msg(str`${names} asked to join.`);
    case 'declined':
      return msg(str`${names} declined the invitation.`);
    case 'profile-name':
      return one ? msg(str`${names} changed their name.`) : msg(str`${names} changed their names.`);
    case 'profile-avatar':
      return one ? msg(str`${names} changed their picture.`) : msg(str`${names} changed their pictures.`);
    case 'called':
      return msg(str`${names} called.`);
    case 'settings': {
      const count = formats.number(rows.length);
      return msg(str`${names} made ${count} changes to the room.`);
    }
  }
}

/** "Ann, Bob and 4 others" */
export function peopleWords(names: readonly string[], formats: Formats): string {
  const isolated = names.map(isolate);
  if (names.length <= namesShown + 1) return formats.list(isolated);
  const others = formats.number(names.length - namesShown);
  return formats.list([...isolated.slice(0, namesShown), msg(str`${others} others`)]);
}

/** One change of the room as a sentence. */
export function noticeWords({ sender, change }: NoticeRow): string {
  const actor = isolate(fullName(sender));
  switch (change.kind) {
    case 'created':
      return msg(str`${actor} created the room.`);
    case 'encrypted':
      return msg('Messages in this room are end-to-end encrypted.');
    case 'avatar':
      return msg(str`${actor} changed the picture of the room.`);
    case 'history':
      return msg(str`${actor} changed who can read the history.`);
    case 'rules':
      return msg(str`${actor} changed who can join.`);
    case 'powers':
      return msg(str`${actor} changed what members may do.`);
    case 'pins':
      return msg(str`${actor} changed the pinned messages.`);
    case 'upgraded':
      return msg(str`${actor} replaced this room by a new one.`);
    case 'renamed':
      return change.text === ''
        ? msg(str`${actor} removed the name of the room.`)
        : msg(str`${actor} named the room “${isolate(change.text)}”.`);
    case 'topic':
      return change.text === ''
        ? msg(str`${actor} removed the topic.`)
        : msg(str`${actor} set the topic to “${isolate(change.text)}”.`);
    case 'called':
      return msg(str`${actor} called.`);
    case 'profile-name':
      return msg(str`${isolate(change.from)} is now called ${isolate(fullName(change.target))}.`);
    case 'profile-avatar':
      return msg(str`${isolate(fullName(change.target))} changed their picture.`);
    default: {
      const words = membershipWords(
        change.kind,
        isolate(fullName(change.target)),
        actor,
        change.target.id === sender.id,
      );
      return change.reason === undefined ? words : `${words} ${msg(str`Reason: ${isolate(change.reason)}`)}`;
    }
  }
}

type MembershipKind = 'joined' | 'left' | 'invited' | 'kicked' | 'banned' | 'unbanned' | 'knocked' | 'declined';

function membershipWords(kind: MembershipKind, target: string, actor: string, own: boolean): string {
  switch (kind) {
    case 'joined':
      return msg(str`${target} joined.`);
    case 'left':
      return msg(str`${target} left.`);
    case 'invited':
      return msg(str`${actor} invited ${target}.`);
    case 'kicked':
      return own ? msg(str`${target} left.`) : msg(str`${actor} removed ${target}.`);
    case 'banned':
      return msg(str`${actor} banned ${target}.`);
    case 'unbanned':
      return msg(str`${actor} lifted the ban of ${target}.`);
    case 'knocked':
      return msg(str`${target} asked to join.`);
    case 'declined':
      return msg(str`${target} declined the invitation.`);
  }
}
