# The image that the bundle's steps run in. Install here what they need.
# bash must be in it.
FROM debian:stable-slim

# The line below becomes the user that the steps run as.
# PORTER_INIT

# The line below becomes what the mixins install.
# PORTER_MIXINS

# The files beside the manifest are copied into the image after this, to
# ${BUNDLE_DIR}, except those that .dockerignore names.
