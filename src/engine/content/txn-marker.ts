/**
 * The transaction id in the content of a message, encrypted with it where the room is: the homeserver tells
 * `unsigned.transaction_id` to the same device only, and forgets the id after a day. By this any device of the sender
 * finds out whether a message has been sent.
 */
export const txnMarker = 'io.wiki-room.txn';
