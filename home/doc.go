// Package home writes the lines of home streams when a post or boost arrives, so that reading one is cheap.
//
// A post goes to people of ours who follow its author, its community or (for everyone) one of its hashtags, to its author, and to those whom it names; a
// boost to the booster's followers where the post does not stand near the top already. The first thousand get it in the
// transaction of the post, the rest in chunks as work. Who may read a line is asked again whenever a stream is read.
package home
