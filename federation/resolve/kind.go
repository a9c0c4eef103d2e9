package resolve

import (
	"bytes"
	"cmp"
	"slices"

	"guildhall/formats"
	"guildhall/models"
)

// mostPixels of a picture: more would cost the browser of whoever looks.
const mostPixels = 100_000_000

// anyFile is the type of what is not shown and can only be downloaded.
const anyFile = "application/octet-stream"

// typeOf tells the media type of a file by its first bytes, whatever its server says.
func typeOf(head []byte) string { return cmp.Or(formats.Type(head), anyFile) }

// mayShow tells whether a file of a type may be shown as what its post says that it is. A document is downloaded, whatever it is.
func mayShow(kind models.MediaKind, mediaType string) bool {
	switch kind {
	case models.PictureFile:
		return slices.Contains([]string{"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"}, mediaType)
	case models.FilmFile, models.SoundFile:
		return slices.Contains([]string{"video/mp4", "video/quicktime", "video/webm", "video/ogg", "audio/mp4", "audio/mpeg", "audio/ogg", "audio/flac", "audio/wav", "audio/aac"}, mediaType)
	}
	return true
}

// shown tells whether a picture may be unpacked: its head tells its size, and that is no bomb.
func shown(mediaType string, head []byte) bool {
	w, h, err := formats.Size(mediaType, bytes.NewReader(head))
	return err == nil && w > 0 && h > 0 && w <= mostPixels/h
}
