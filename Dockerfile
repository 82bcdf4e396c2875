# Build:  docker build -t scimify .
# Run:    docker run -p 5080:5080 -v scimify:/data --read-only --cap-drop ALL --security-opt no-new-privileges scimify
# The digests are those of the multi-platform indexes, so that a build always starts from the same bytes.
# Newer images: docker buildx imagetools inspect NAME:TAG, for the tags sdk:10.0-noble and aspnet:10.0-noble-chiseled-extra.
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0.401-noble@sha256:e70cdb7f80b0348f5cb85f19a8f670fca061f033d57eed12fa003d58b0e06317
ARG RUNTIME=mcr.microsoft.com/dotnet/aspnet:10.0.12-noble-chiseled-extra@sha256:00e0ad6a7ef8c0c1391b87f05c7ac757a15740455688f2bfcd146a3f4b987efd

FROM ${SDK} AS build
WORKDIR /src
# Restoring is its own layer: it changes with the package versions only.
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY Scimify.Core/Scimify.Core.csproj Scimify.Core/
COPY Scimify.Portal/Scimify.Portal.csproj Scimify.Portal/
RUN dotnet restore Scimify.Portal --use-current-runtime -p:PublishReadyToRun=true
COPY appsettings.json ./
COPY Scimify.Core Scimify.Core
COPY Scimify.Portal Scimify.Portal
# Compiled ahead of time for this machine's kind, a start takes half the processor time.
RUN dotnet publish Scimify.Portal -c Release --no-restore --use-current-runtime --no-self-contained -p:PublishReadyToRun=true -o /app && mkdir /data

# Without shell and package manager; "extra" has the languages and time zones that the console needs.
FROM ${RUNTIME}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Scimify" \
      org.opencontainers.image.description="SCIM 2.0 bridge from identity providers to Looker" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
WORKDIR /app
COPY --from=build /app ./
COPY --from=build --chown=$APP_UID:$APP_UID /data /data
# HTTP_PORTS of the base image is emptied, or it would contend with URLS. Diagnostics would write to /tmp.
ENV ASPNETCORE_URLS=http://0.0.0.0:5080 \
    ASPNETCORE_HTTP_PORTS= \
    DOTNET_EnableDiagnostics=0 \
    Scimify__DataDirectory=/data
USER $APP_UID
VOLUME /data
EXPOSE 5080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["dotnet", "Scimify.Portal.dll", "health"]
ENTRYPOINT ["dotnet", "Scimify.Portal.dll"]
