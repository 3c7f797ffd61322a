// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

/** Every flag, in the groups that help shows. Names are those of docker buildx. */
final class Flags {
  static final Flag FILE =
      Flag.ofValue("-f,--file", "PATH|URL|-", "the Dockerfile (CONTEXT/Dockerfile if not given)");
  static final Flag BUILD_CONTEXT =
      Flag.ofValue("--build-context", "NAME=SOURCE", "what NAME is: a path, URL, image or stage");
  static final Flag IGNORE_FILE =
      Flag.ofValue(
          "--ignorefile", "PATH", "what the context leaves out (its .dockerignore if not given)");
  static final Flag CONTEXT_MODES =
      Flag.ofValue(
          "--context-modes", "kept|normalized", "of what COPY takes: normalized is 0644 or 0755");
  static final Flag BUILD_ARG =
      Flag.ofValue(
          "--build-arg", "NAME[=VALUE]", "a value for ARG; without =, from the environment");
  static final Flag TARGET = Flag.ofValue("--target", "STAGE", "the stage to build, not the last");
  static final Flag PLATFORM =
      Flag.ofValue(
          "--platform", "OS/ARCH", "the platform to build for (this machine's if not given)");
  static final Flag PULL =
      Flag.ofOptionalValue(
          "--pull", "always|newer|missing|never", "when to ask the registry for base images");

  static final Flag TAG =
      Flag.ofValue("-t,--tag", "NAME[:TAG]", "a name for the image; may be given several times");
  static final Flag LABEL = Flag.ofValue("--label", "KEY=VALUE", "a label for the image");
  static final Flag PUSH = Flag.ofSwitch("--push", "push the image to each of its names");
  static final Flag PUSH_BY_DIGEST =
      Flag.ofSwitch("--push-by-digest", "push without tags: the image is there by its digest");
  static final Flag NO_PUSH_CHECK =
      Flag.ofSwitch(
          "--no-push-check,--skip-push-permission-check",
          "don't try the right to push before the first step");
  static final Flag OUTPUT =
      Flag.ofValue(
          "-o,--output",
          "type=TYPE,dest=PATH",
          "also write the image: oci, docker, tar, local, or registry");
  static final Flag COMPRESSION =
      Flag.ofValue("--compression", "zstd|gzip|uncompressed", "of new layers (zstd if not given)");
  static final Flag SOURCE_DATE_EPOCH =
      Flag.ofValue("--source-date-epoch", "SECONDS", "the time for created and for younger files");

  static final Flag SECRET =
      Flag.ofValue(
          "--secret", "id=ID,src=PATH|env=NAME", "a secret for RUN --mount=type=secret,id=ID");
  static final Flag SSH =
      Flag.ofValue(
          "--ssh", "ID[=SOCKET|KEY,...]", "an ssh agent or keys for RUN --mount=type=ssh,id=ID");
  static final Flag ALLOW =
      Flag.ofValue("--allow", "security.insecure|network.host", "what RUN steps may ask for");

  static final Flag NO_CACHE = Flag.ofSwitch("--no-cache", "run every step anew");
  static final Flag NO_CACHE_FILTER =
      Flag.ofValue("--no-cache-filter", "STAGE,...", "run every step of these stages anew");
  static final Flag CACHE_TTL =
      Flag.ofValue("--cache-ttl", "DURATION", "run anew what was made longer ago, as 24h");
  static final Flag CACHE_REPO =
      Flag.ofValue("--cache-repo", "REF|oci:DIR", "as --cache-from and --cache-to, of kaniko");
  static final Flag NO_PUSH_CACHE = Flag.ofSwitch("--no-push-cache", "only read from --cache-repo");
  static final Flag CACHE = Flag.ofSwitch("--cache", "as --no-cache if false, of kaniko");
  static final Flag LAYERS = Flag.ofSwitch("--layers", "as --no-cache if false, of buildah");
  static final Flag CACHE_RUN_LAYERS = Flag.ofSwitch("--cache-run-layers", "always on, of kaniko");
  static final Flag CACHE_COPY_LAYERS =
      Flag.ofSwitch("--cache-copy-layers", "always on, of kaniko");
  static final Flag EXPLAIN_CACHE =
      Flag.ofSwitch("--explain-cache", "tell of each step that is not cached what has changed");
  static final Flag CACHE_FROM =
      Flag.ofValue("--cache-from", "REF|type=TYPE,...", "another cache to use: registry or local");
  static final Flag CACHE_TO =
      Flag.ofValue("--cache-to", "REF|type=TYPE,...", "a cache to fill: registry, local or inline");
  static final Flag NETWORK =
      Flag.ofValue("--network", "host|none", "the network of RUN steps (host if not given)");
  static final Flag JOBS = Flag.ofValue("--jobs", "N", "how many RUN steps may run at once");
  static final Flag ISOLATION =
      Flag.ofValue("--isolation", "auto|1|2", "the tier of RUN steps, as jbuild doctor tells it");
  static final Flag ROOT =
      Flag.ofValue("--root", "DIR", "where images and cache are kept, as $JBUILD_ROOT");

  static final Flag PROGRESS =
      Flag.ofValue("--progress", "auto|plain|tty|quiet", "how to show what happens, on stderr");
  static final Flag QUIET =
      Flag.ofSwitch("-q,--quiet", "show nothing but errors; print the image ID on stdout");
  static final Flag IID_FILE = Flag.ofValue("--iidfile", "PATH", "write the image ID to a file");
  static final Flag DIGEST_FILE =
      Flag.ofValue("--digest-file", "PATH", "write the manifest's digest to a file");
  static final Flag METADATA_FILE =
      Flag.ofValue("--metadata-file", "PATH", "write digests and names as JSON to a file");

  static final Flag RETRY =
      Flag.ofValue("--retry", "N", "how often to try again what a registry fails at (6)");
  static final Flag RETRY_BUDGET =
      Flag.ofValue("--retry-budget", "DURATION", "how long to bear with a failing registry (5m)");

  static final Flag AUTH_FILE =
      Flag.ofValue("--authfile", "PATH", "the only file to look for credentials in");
  static final Flag CREDS =
      Flag.ofValue("--creds", "USER:PASSWORD", "logs in to the registries of the image's names");
  static final Flag INSECURE_REGISTRY =
      Flag.ofValue("--insecure-registry", "HOST[:PORT]", "may be spoken to without (trusted) TLS");
  static final Flag TLS_VERIFY =
      Flag.ofSwitch("--tls-verify", "if false, no registry's certificate has to be trusted");
  static final Flag CERT_DIR =
      Flag.ofValue("--cert-dir", "DIR", "*.crt of authorities, *.cert and *.key of the client");
  static final Flag REGISTRY_CERTIFICATE =
      Flag.ofValue("--registry-certificate", "HOST=FILE", "an authority to trust at a host");
  static final Flag REGISTRY_CLIENT_CERT =
      Flag.ofValue("--registry-client-cert", "HOST=CERT,KEY", "what to show to a host");
  static final Flag REGISTRY_MIRROR =
      Flag.ofValue("--registry-mirror", "HOST[/PATH]", "asked for images of Docker Hub first");
  static final Flag REGISTRY_MAP =
      Flag.ofValue("--registry-map", "HOST=MIRROR;...", "asked for images of HOST first");
  static final Flag SKIP_FALLBACK =
      Flag.ofSwitch("--skip-default-registry-fallback", "ask mirrors only");
  static final Flag USERNAME = Flag.ofValue("-u,--username", "USER", "the user's name");
  static final Flag PASSWORD =
      Flag.ofValue("-p,--password", "PASSWORD", "the password, which others on this host may see");
  static final Flag PASSWORD_STDIN =
      Flag.ofSwitch("--password-stdin", "read the password from standard input");

  static final Flag CHECK =
      Flag.ofSwitch("--check", "check the Dockerfile, build nothing: as --call=check");
  static final Flag CALL =
      Flag.ofValue(
          "--call",
          "METHOD[,format=FORMAT]",
          "build, check, outline or targets, as text, json or sarif");
  static final Flag CHECK_FORMAT =
      Flag.ofValue("--format", "text|json|sarif", "how to print what is found");
  static final Flag FORMAT = Flag.ofValue("--format", "table|json", "how to print the result");
  static final Flag NO_TRUNC = Flag.ofSwitch("--no-trunc", "show instructions whole");
  static final Flag FILTER =
      Flag.ofValue("--filter", "until=TIME", "only what was not used for so long: 24h, 7d");
  static final Flag KEEP_STORAGE =
      Flag.ofValue("--keep-storage", "SIZE", "how much of the cache to keep: 500m, 20g");
  static final Flag ALL =
      Flag.ofSwitch("-a,--all", "also the images that were pulled and not built or tagged here");
  static final Flag REPAIR = Flag.ofSwitch("--repair", "remove what is damaged");
  static final Flag HELP = Flag.ofSwitch("-h,--help", "show this help");

  private static final FlagGroup STORAGE = FlagGroup.of("Storage", ROOT);
  private static final FlagGroup SHOWN = FlagGroup.of("Progress", PROGRESS, QUIET);
  private static final FlagGroup REGISTRIES =
      FlagGroup.of(
          "Registries",
          AUTH_FILE,
          CREDS,
          TLS_VERIFY,
          INSECURE_REGISTRY,
          CERT_DIR,
          REGISTRY_CERTIFICATE,
          REGISTRY_CLIENT_CERT,
          REGISTRY_MIRROR,
          REGISTRY_MAP,
          SKIP_FALLBACK,
          RETRY,
          RETRY_BUDGET);
  private static final FlagGroup OTHER = FlagGroup.of("Other", HELP);

  static final Command BUILD =
      Command.of(
          "build",
          "CONTEXT",
          "build an image from a Dockerfile (the default)",
          FlagGroup.of(
              "What to build",
              FILE,
              BUILD_CONTEXT,
              IGNORE_FILE,
              CONTEXT_MODES,
              BUILD_ARG,
              TARGET,
              PLATFORM,
              PULL),
          FlagGroup.of(
              "The image",
              TAG,
              LABEL,
              PUSH,
              PUSH_BY_DIGEST,
              NO_PUSH_CHECK,
              OUTPUT,
              COMPRESSION,
              SOURCE_DATE_EPOCH),
          FlagGroup.of("For RUN steps", SECRET, SSH, NETWORK, ALLOW),
          FlagGroup.of(
              "Cache",
              NO_CACHE,
              NO_CACHE_FILTER,
              CACHE_TTL,
              EXPLAIN_CACHE,
              CACHE_FROM,
              CACHE_TO,
              CACHE_REPO,
              NO_PUSH_CACHE,
              CACHE,
              LAYERS,
              CACHE_RUN_LAYERS,
              CACHE_COPY_LAYERS,
              KEEP_STORAGE),
          FlagGroup.of("How to build", JOBS, ISOLATION, ROOT),
          REGISTRIES,
          FlagGroup.of(
              "Progress and results", PROGRESS, QUIET, IID_FILE, DIGEST_FILE, METADATA_FILE),
          FlagGroup.of("Questions", CHECK, CALL),
          OTHER);
  static final Command CHECK_COMMAND =
      Command.of(
          "check",
          "CONTEXT",
          "check a Dockerfile without building it",
          FlagGroup.of(
              "What to check",
              FILE,
              BUILD_CONTEXT,
              IGNORE_FILE,
              BUILD_ARG,
              TARGET,
              PLATFORM,
              SECRET),
          FlagGroup.of("Output", CHECK_FORMAT),
          STORAGE,
          OTHER);
  static final Command PUSH_COMMAND =
      Command.of(
          "push",
          "NAME",
          "push an image to the registry in its name",
          REGISTRIES,
          STORAGE,
          SHOWN,
          OTHER);
  static final Command PULL_COMMAND =
      Command.of(
          "pull",
          "NAME",
          "pull an image into the store",
          FlagGroup.of("What to pull", PLATFORM),
          REGISTRIES,
          STORAGE,
          SHOWN,
          OTHER);
  static final Flag SAVE_OUTPUT = Flag.ofValue("-o,--output", "FILE", "the archive to write");
  static final Flag LOAD_INPUT = Flag.ofValue("-i,--input", "FILE", "the archive to read");
  static final Command COPY_COMMAND =
      Command.of(
          "copy",
          "FROM TO",
          "copy an image between registries, layouts, archives and the store",
          FlagGroup.of("What to copy", PLATFORM),
          REGISTRIES,
          STORAGE,
          SHOWN,
          OTHER);
  static final Command SAVE =
      Command.of(
          "save",
          "NAME",
          "write an image as an archive that docker load and podman load read",
          FlagGroup.of("Output", SAVE_OUTPUT),
          STORAGE,
          SHOWN,
          OTHER);
  static final Command LOAD =
      Command.of(
          "load",
          "",
          "take the images of an archive into the store",
          FlagGroup.of("Input", LOAD_INPUT),
          STORAGE,
          SHOWN,
          OTHER);
  static final Command IMAGES =
      Command.of(
          "images",
          "",
          "list the images in the store",
          FlagGroup.of("Output", FORMAT),
          STORAGE,
          OTHER);
  static final Flag RAW = Flag.ofSwitch("--raw", "print the bytes of the manifest or index");
  static final Flag CONFIG = Flag.ofSwitch("--config", "the config; with --raw its bytes");
  static final Command INSPECT =
      Command.of(
          "inspect",
          "NAME|PLACE...",
          "print digest, layers and config as JSON",
          FlagGroup.of("What to print", RAW, CONFIG, PLATFORM),
          REGISTRIES,
          STORAGE,
          OTHER);
  static final Command RMI =
      Command.of("rmi", "NAME...", "remove names from the store", STORAGE, OTHER);

  static final Command TAG_COMMAND =
      Command.of("tag", "NAME NEW-NAME", "give an image another name as well", STORAGE, OTHER);
  static final Command HISTORY =
      Command.of(
          "history",
          "NAME",
          "show how an image was made",
          FlagGroup.of("Output", FORMAT, NO_TRUNC),
          STORAGE,
          OTHER);
  static final Command PRUNE =
      Command.of(
          "prune",
          "",
          "remove the build cache; images that have a name stay",
          FlagGroup.of("What to remove", FILTER, KEEP_STORAGE, ALL),
          FlagGroup.of("Output", FORMAT),
          STORAGE,
          SHOWN,
          OTHER);
  static final Command SYSTEM_DF =
      Command.of(
          "system df",
          "",
          "show what takes how much space",
          FlagGroup.of("Output", FORMAT),
          STORAGE,
          OTHER);
  static final Command SYSTEM_CHECK =
      Command.of(
          "system check",
          "",
          "read the whole store and tell what is damaged",
          FlagGroup.of("What to do", REPAIR),
          FlagGroup.of("Output", FORMAT),
          STORAGE,
          SHOWN,
          OTHER);
  static final Command LOGIN =
      Command.of(
          "login",
          "[REGISTRY[/REPOSITORY]]",
          "store credentials for a registry, or for a part of it",
          FlagGroup.of("Login", USERNAME, PASSWORD_STDIN, PASSWORD, AUTH_FILE),
          FlagGroup.of(
              "Registries",
              TLS_VERIFY,
              INSECURE_REGISTRY,
              CERT_DIR,
              REGISTRY_CERTIFICATE,
              REGISTRY_CLIENT_CERT,
              RETRY,
              RETRY_BUDGET),
          OTHER);
  static final Command LOGOUT =
      Command.of(
          "logout",
          "[REGISTRY[/REPOSITORY]]",
          "forget the credentials of a registry",
          FlagGroup.of("Login", AUTH_FILE),
          OTHER);
  static final Flag JSON = Flag.ofSwitch("--json", "print one JSON document");
  static final Command DOCTOR =
      Command.of(
          "doctor",
          "",
          "tell what this host lets a RUN do, and what would help",
          FlagGroup.of("Output", JSON),
          FlagGroup.of("What to look at", ISOLATION),
          STORAGE,
          OTHER);

  private Flags() {}
}
