# The same worker on an NVIDIA GPU. Build from the repository's root, run with the NVIDIA Container Toolkit:
#   docker build -f infra/docker/cuda.Dockerfile -t camline-cuda .
#   docker run --gpus device=0 -e CAMLINE_REDIS_URL=redis://queue.example:6379 camline-cuda
# Never built by the project's tests, which have no container engine: they check the file against Docker's own rules only. No
# GPU has been at hand either.
ARG NODE_IMAGE=node:20.20.0-bookworm-slim
# CUDA 12 with cuDNN 9, as ONNX Runtime's official CUDA libraries want them; its C library must not be older than that of NODE_IMAGE.
ARG CUDA_IMAGE=nvidia/cuda:12.6.3-cudnn-runtime-ubuntu24.04

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
# ONNX Runtime's CUDA libraries, which the package does not bring along.
RUN ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node --ignore-scripts=false
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY src ./src
RUN node scripts/build.mjs && npm prune --omit=dev --no-audit --no-fund

FROM ${CUDA_IMAGE} AS worker
# Products of float32 keep all their bits: maps would lose three digits with TF32.
ENV NODE_ENV=production CAMLINE_HOME=/var/lib/camline XDG_CACHE_HOME=/var/lib/camline/cache CAMLINE_DEVICE=cuda NVIDIA_TF32_OVERRIDE=0
RUN groupadd --system --gid 10001 camline \
    && useradd --system --uid 10001 --gid camline --home-dir /var/lib/camline --create-home camline
COPY --from=build /usr/local/bin/node /usr/local/bin/node
WORKDIR /opt/camline
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY package.json LICENSE NOTICE ./
COPY config ./config
RUN ln -s /opt/camline/dist/cli/main.js /usr/local/bin/camline
# By number, so that Kubernetes' runAsNonRoot can see it.
USER 10001:10001
WORKDIR /var/lib/camline
EXPOSE 9464
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "/opt/camline/dist/cli/main.js"]
CMD ["worker", "--health-port", "9464", "--health-host", "0.0.0.0"]
