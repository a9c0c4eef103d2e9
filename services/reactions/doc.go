// Package reactions holds thanks and sharing: favourites and boosts.
//
// Both need a post that the actor may read; one that they may not read is Missing like one that never was. A boost is
// made only of what is for everyone, or by an author of their own posts for followers, and goes as far as the post does.
// The act of somebody outside comes with the id of its activity; for an act of ours one is made. Twice is once.
package reactions
