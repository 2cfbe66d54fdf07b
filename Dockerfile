# An image with nothing in it but porter-ls, which make image has built.
FROM scratch
COPY bin/porter-ls /porter-ls
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/porter-ls"]
CMD ["check", "."]
