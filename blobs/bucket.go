package blobs

import (
	"context"
	"io"
	"net/netip"
	"net/url"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"guildhall/config"
	"guildhall/egress"
	"guildhall/fault"
	"guildhall/models"
)

// bucket keeps blobs in a store that speaks S3, each under its name.
type bucket struct {
	client *minio.Client
	name   string
}

// anywhere opens every address to the store's own connections: an administrator named the host, and no post can.
var anywhere = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")}

func newBucket(b config.Blobs) (*bucket, error) {
	way, err := egress.New(egress.Options{AllowNets: anywhere, InsecureHTTP: b.Insecure})
	if err != nil {
		return nil, err
	}
	client, err := minio.New(b.Host, &minio.Options{Creds: credentials.NewStaticV4(b.Key, b.Secret, ""), Secure: !b.Insecure,
		Transport: way, Region: b.Region, BucketLookup: minio.BucketLookupPath})
	if err != nil {
		return nil, fault.New(fault.Invalid, "blobs.Open", "GUILDHALL_BLOBS names no store: write s3://KEY:SECRET@HOST/BUCKET.").Because(err)
	}
	return &bucket{client: client, name: b.Bucket}, nil
}

func (b *bucket) Put(ctx context.Context, name string, r io.Reader, size int64) error {
	const op = "blobs.Put"
	if _, _, err := checked(op, name); err != nil {
		return err
	}
	_, err := b.client.PutObject(ctx, b.name, name, r, size, minio.PutObjectOptions{ContentType: "application/octet-stream"})
	return failed(op, err)
}

type openObject struct {
	*minio.Object
	size int64
}

func (o openObject) Size() int64 { return o.size }

func (b *bucket) Open(ctx context.Context, name string) (Blob, error) {
	const op = "blobs.Open"
	if _, _, err := checked(op, name); err != nil {
		return nil, err
	}
	object, err := b.client.GetObject(ctx, b.name, name, minio.GetObjectOptions{})
	if err != nil {
		return nil, failed(op, err)
	}
	info, err := object.Stat()
	if err != nil {
		_ = object.Close()
		return nil, failed(op, err)
	}
	return openObject{object, info.Size}, nil
}

func (b *bucket) Delete(ctx context.Context, name string) error {
	const op = "blobs.Delete"
	if _, _, err := checked(op, name); err != nil {
		return err
	}
	err := failed(op, b.client.RemoveObject(ctx, b.name, name, minio.RemoveObjectOptions{}))
	if fault.Is(err, fault.Missing) {
		return nil
	}
	return err
}

func (b *bucket) Walk(ctx context.Context, room string, visit func(Found) error) error {
	const op = "blobs.Walk"
	if !plain(room) {
		return fault.New(fault.Invalid, op, "There is no such room.")
	}
	ctx, stop := context.WithCancel(ctx) // ends the listing when a visit fails
	defer stop()
	for info := range b.client.ListObjects(ctx, b.name, minio.ListObjectsOptions{Prefix: room + "/", Recursive: true}) {
		if info.Err != nil {
			return failed(op, info.Err)
		}
		if err := visit(Found{Name: info.Key, Size: info.Size, At: models.At(info.LastModified)}); err != nil {
			return err
		}
	}
	return nil
}

// failed turns an answer of the store into a fault. Its message is not repeated to anybody: it may hold the key's name.
func failed(op string, err error) error {
	if err == nil {
		return nil
	}
	switch answer := minio.ToErrorResponse(err); answer.Code {
	case "NoSuchKey":
		return missing(op)
	case "NoSuchBucket", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch":
		return fault.New(fault.Internal, op, "The store of GUILDHALL_BLOBS refuses ("+answer.Code+"): check its key, secret and bucket.").Because(err)
	}
	if u, ok := err.(*url.Error); ok {
		err = u.Err // without the address
	}
	return fault.New(fault.Unavailable, op, "The store of files does not answer. Please try again.").Because(err)
}
