// Package portraits makes faces and banners of our own people: pictures made anew from the pixels of those that they send, without what
// a camera noted of place and time, upright, cut to their shape. Their bytes lie in blobs under faces/.
package portraits
