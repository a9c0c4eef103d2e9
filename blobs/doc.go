// Package blobs keeps bytes by name: in a folder, or in a store that speaks S3. It knows no post, no person and no type, and decides
// nothing: who may see bytes is asked elsewhere, before they are opened.
//
// A name is ROOM/NAME, and a room belongs to one service, which alone walks it and throws away what nobody knows any more. Bytes are
// whole or absent: a Put that fails, or a crash within it, leaves nothing under the name. What is put again replaces what was.
package blobs
