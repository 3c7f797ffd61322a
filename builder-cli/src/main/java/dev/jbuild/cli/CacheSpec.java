// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.CacheLocation;
import dev.jbuild.engine.CacheOptions;
import dev.jbuild.engine.CacheTarget;
import dev.jbuild.engine.CachedMounts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code --cache-from} and {@code --cache-to}: comma-separated keys as in docker buildx, or
 * bare repositories as in buildah.
 */
final class CacheSpec {
  private static final String FROM = "--cache-from";
  private static final String TO = "--cache-to";

  /** Caches of BuildKit that are services of their own. */
  private static final List<String> SERVICES = List.of("gha", "s3", "azblob");

  /** What BuildKit can be told to do otherwise: only these values are what jbuild does. */
  private static final Map<String, String> FIXED =
      Map.of("image-manifest", "true", "oci-mediatypes", "true", "ignore-error", "true");

  private final String flag;
  private final String text;
  private final Map<String, String> keys = new LinkedHashMap<>();

  private CacheSpec(String flag, String text) {
    this.flag = flag;
    this.text = text;
    for (String field : CommaFields.of(flag, text)) {
      int equals = field.indexOf('=');
      if (equals <= 0) {
        throw failure("\"" + field + "\" is not of the form KEY=VALUE");
      }
      if (keys.put(field.substring(0, equals), field.substring(equals + 1)) != null) {
        throw failure("key " + field.substring(0, equals) + " is given twice");
      }
    }
  }

  static List<CacheLocation> from(String text) {
    if (isBare(text)) {
      return bare(FROM, text);
    }
    CacheSpec spec = new CacheSpec(FROM, text);
    if (spec.type().equals("inline")) {
      throw spec.failure("type inline is for --cache-to: an image is read by type=registry,ref=");
    }
    CacheLocation location = spec.location("src");
    String mounts = spec.keys.remove("mounts");
    if (mounts != null && !mounts.equals("true")) {
      throw spec.failure("mounts=" + mounts + " is not supported: those that are there are used");
    }
    spec.finish();
    return List.of(location);
  }

  /** Every kind but the {@link #isInline inline} one. */
  static List<CacheTarget> to(String text) {
    if (isBare(text)) {
      List<CacheTarget> targets = new ArrayList<>();
      bare(TO, text).forEach(l -> targets.add(new CacheTarget(l, false, Optional.empty())));
      return targets;
    }
    CacheSpec spec = new CacheSpec(TO, text);
    CacheLocation location = spec.location("dest");
    boolean imageOnly = spec.imageOnly("max");
    Optional<CachedMounts> mounts = spec.mounts();
    spec.fixed();
    spec.finish();
    return List.of(new CacheTarget(location, imageOnly, mounts));
  }

  /** Whether a {@code --cache-to} is for the image itself. */
  static boolean isInline(String text) {
    if (isBare(text)) {
      return false;
    }
    CacheSpec spec = new CacheSpec(TO, text);
    if (!spec.type().equals("inline")) {
      return false;
    }
    spec.keys.remove("type");
    if (!spec.imageOnly("min")) {
      throw spec.failure("an image can hold the steps of mode=min only");
    }
    spec.fixed();
    spec.finish();
    return true;
  }

  /** Repositories and nothing else; docker buildx takes several. */
  private static boolean isBare(String text) {
    return text.indexOf('=') < 0;
  }

  /** As kaniko names a cache: a repository, or {@code oci:} and a directory. */
  static CacheLocation repository(String flag, String text) {
    if (text.startsWith("oci:")) {
      return new CacheLocation.Layout(Path.of(text.substring(4)).toAbsolutePath().normalize());
    }
    if (text.isEmpty()) {
      throw CommandLineError.of("flag " + flag + ": the repository is missing");
    }
    return new CacheLocation.Registry(text);
  }

  private static List<CacheLocation> bare(String flag, String text) {
    List<CacheLocation> locations = new ArrayList<>();
    for (String reference : CommaFields.of(flag, text)) {
      if (reference.isEmpty()) {
        throw CommandLineError.of("flag " + flag + " \"" + text + "\": a repository is missing");
      }
      locations.add(new CacheLocation.Registry(reference));
    }
    return locations;
  }

  private String type() {
    return keys.getOrDefault("type", "registry");
  }

  private CacheLocation location(String directoryKey) {
    String type = type();
    keys.remove("type");
    if (SERVICES.contains(type)) {
      throw failure(
          "type "
              + type
              + " is not supported: use type=registry,ref= or type=local,"
              + directoryKey
              + "=");
    }
    return switch (type) {
      case "registry" -> new CacheLocation.Registry(required("ref"));
      case "local" ->
          new CacheLocation.Layout(Path.of(required(directoryKey)).toAbsolutePath().normalize());
      default -> throw failure("unknown type " + type + ", known are registry, local and inline");
    };
  }

  private boolean imageOnly(String defaultMode) {
    String given = keys.remove("mode");
    String mode = given == null ? defaultMode : given;
    return switch (mode) {
      case "min" -> true;
      case "max" -> false;
      default -> throw failure("mode is min or max, not \"" + mode + "\"");
    };
  }

  private Optional<CachedMounts> mounts() {
    Optional<String> given = Optional.ofNullable(keys.remove("mounts"));
    Optional<String> size = Optional.ofNullable(keys.remove("mounts-max-size"));
    Optional<String> age = Optional.ofNullable(keys.remove("mounts-max-age"));
    boolean on =
        switch (given.orElse("false")) {
          case "true", "1" -> true;
          case "false", "0" -> false;
          default -> throw failure("mounts is true or false, not \"" + given.get() + "\"");
        };
    if (!on && (size.isPresent() || age.isPresent())) {
      throw failure("mounts-max-size and mounts-max-age are for mounts=true");
    }
    try {
      CachedMounts usual = CachedMounts.DEFAULT;
      long bytes = size.isPresent() ? CachedMounts.parseBytes(size.get()) : usual.maxBytes();
      Duration oldest = age.isPresent() ? CacheOptions.parseMaxAge(age.get()) : usual.maxAge();
      return on ? Optional.of(new CachedMounts(bytes, oldest)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      throw failure(String.valueOf(e.getMessage()));
    }
  }

  private void fixed() {
    FIXED.forEach(
        (key, value) -> {
          String given = keys.remove(key);
          if (given != null && !given.equals(value)) {
            throw failure(key + "=" + given + " is not supported, only " + key + "=" + value);
          }
        });
  }

  private String required(String key) {
    String value = keys.remove(key);
    if (value == null || value.isEmpty()) {
      throw failure("it has no " + key);
    }
    return value;
  }

  /** What was not asked for by now is not known. */
  private void finish() {
    if (!keys.isEmpty()) {
      throw failure("key " + keys.keySet().iterator().next() + " is not supported");
    }
  }

  private BuildException failure(String reason) {
    return CommandLineError.of("flag " + flag + " \"" + text + "\": " + reason);
  }
}
