# A static program, run by nobody in particular, in an image with nothing else but certificates and wget for the health check.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -tags nomsgpack -trimpath -ldflags "-s -w" -o /out/guildhall ./cmd/guildhall \
 && mkdir -p /out/files /out/tmp

FROM busybox:1.37-musl AS tools

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=tools /bin/busybox /bin/wget
COPY --from=build /out/guildhall /bin/guildhall
COPY --from=build --chown=65532:65532 /out/tmp /tmp
# A named volume takes its owner from here.
COPY --from=build --chown=65532:65532 /out/files /var/lib/guildhall
USER 65532:65532
ENV GUILDHALL_DATA=/var/lib/guildhall \
    GUILDHALL_LISTEN=:8080
VOLUME /var/lib/guildhall
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["/bin/wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/readyz"]
ENTRYPOINT ["/bin/guildhall"]
CMD ["serve"]
