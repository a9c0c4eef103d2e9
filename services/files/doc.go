// Package files takes what people of ours upload, and gives bytes back.
//
// What a file is, its first bytes say, never its name or what the browser calls it. Pictures are made anew from their pixels, so that
// nothing else in them goes on: no place, no camera, no second file behind the picture. Sounds and films are kept as they are, but
// for the place in which a film was made. All else is a document, which is downloaded and never shown. A file waits for a post for a day;
// then it ends. Who may see bytes is not decided here: the gate does, and visibleTo for people of ours.
package files
