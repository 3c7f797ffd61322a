// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import dev.jbuild.oci.Digest;
import java.util.Locale;
import java.util.Optional;

/**
 * Names an image: a repository in a registry, and in it a tag, a digest or both.
 *
 * <p>Names are full: {@code app:1} is parsed as {@code docker.io/library/app:1}. Where both a tag
 * and a digest are given, the digest is what a registry is asked for. {@code registryHost} has a
 * port if one is written, and is what users call the registry; Docker Hub answers under another
 * name than {@code docker.io}, which is for {@link RegistryClient} to know.
 */
public record Reference(
    String registryHost, String repository, Optional<String> tag, Optional<Digest> digest) {

  static final String DOCKER_HUB = "docker.io";
  private static final String DOCKER_HUB_LEGACY = "index.docker.io";
  private static final String OFFICIAL = "library/";
  private static final String DEFAULT_TAG = "latest";
  private static final String SHA256 = "sha256:";
  private static final int IMAGE_ID_LENGTH = 64;

  /** Throws IllegalArgumentException naming the part that the grammar does not allow. */
  public Reference {
    if (!ReferenceGrammar.isDomain(registryHost)) {
      throw ReferenceGrammar.bad(
          registryHost + "/" + repository, "\"" + registryHost + "\" is not a registry host");
    }
    if (!ReferenceGrammar.isPath(repository)) {
      throw ReferenceGrammar.bad(
          registryHost + "/" + repository, "\"" + repository + "\" is not a repository name");
    }
    if (tag.isPresent() && !ReferenceGrammar.isTag(tag.get())) {
      throw ReferenceGrammar.bad(
          registryHost + "/" + repository, "\"" + tag.get() + "\" is not a tag");
    }
  }

  /**
   * Parses what users write: {@code [host[:port]/]repository[:tag][@digest]}, with {@code
   * docker.io}, {@code library/} and, without a digest, {@code latest} as defaults.
   *
   * @throws IllegalArgumentException naming the part that is wrong
   */
  public static Reference parse(String text) {
    Reference reference = parseWithoutDefaultTag(text);
    return reference.tag.isEmpty() && reference.digest.isEmpty()
        ? reference.withTag(DEFAULT_TAG)
        : reference;
  }

  /** As {@link #parse}, but without a tag and a digest if the text has none. */
  public static Reference parseWithoutDefaultTag(String text) {
    if (isImageId(text)) {
      throw ReferenceGrammar.bad(text, "64 hex digits are an image ID, not a name");
    }
    int slash = text.indexOf('/');
    String first = slash < 0 ? "" : text.substring(0, slash);
    boolean named = slash >= 0 && isHost(first);
    String host = named && !first.equals(DOCKER_HUB_LEGACY) ? first : DOCKER_HUB;
    String rest = named ? text.substring(slash + 1) : text;
    if (host.equals(DOCKER_HUB) && rest.indexOf('/') < 0 && !rest.isEmpty()) {
      rest = OFFICIAL + rest;
    }
    ReferenceGrammar.Parts parts = parse(text, host + "/" + rest);
    if (parts.domain().isEmpty() || !parts.domain().get().equals(host)) {
      throw ReferenceGrammar.bad(text, "\"" + host + "\" is not a registry host");
    }
    return new Reference(host, parts.path(), parts.tag(), parts.digest());
  }

  private static ReferenceGrammar.Parts parse(String text, String normalized) {
    try {
      return ReferenceGrammar.parse(normalized);
    } catch (IllegalArgumentException e) {
      // What the user wrote is what the message must show, not the name with its defaults.
      String message = String.valueOf(e.getMessage());
      throw ReferenceGrammar.bad(text, message.substring(message.indexOf("\": ") + 3));
    }
  }

  /** Whether the part before the first slash is a host; else it is part of a Docker Hub name. */
  private static boolean isHost(String first) {
    return first.indexOf('.') >= 0
        || first.indexOf(':') >= 0
        || first.equals("localhost")
        || !first.equals(first.toLowerCase(Locale.ROOT));
  }

  /** 64 hex digits, with or without {@code sha256:}, which is no name that one could pull. */
  private static boolean isImageId(String text) {
    int start = text.startsWith(SHA256) ? SHA256.length() : 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return text.length() - start == IMAGE_ID_LENGTH;
  }

  /** This reference with another tag; a digest stays. */
  public Reference withTag(String newTag) {
    return new Reference(registryHost, repository, Optional.of(newTag), digest);
  }

  /** This reference with another digest; a tag stays, and is no longer what is asked for. */
  public Reference withDigest(Digest newDigest) {
    return new Reference(registryHost, repository, tag, Optional.of(newDigest));
  }

  /** This reference without its tag. */
  public Reference withoutTag() {
    return new Reference(registryHost, repository, Optional.empty(), digest);
  }

  /**
   * {@code repository} with its registry, without tag and digest: {@code docker.io/library/app}.
   */
  public String name() {
    return registryHost + "/" + repository;
  }

  /** The short form that users know: {@code app:1}, {@code user/app:1}, {@code ghcr.io/a/b:1}. */
  public String familiar() {
    if (!registryHost.equals(DOCKER_HUB)) {
      return toString();
    }
    boolean official =
        repository.startsWith(OFFICIAL) && repository.indexOf('/', OFFICIAL.length()) < 0;
    return (official ? repository.substring(OFFICIAL.length()) : repository) + suffix();
  }

  /** The full name: {@code docker.io/library/app:1}. */
  @Override
  public String toString() {
    return name() + suffix();
  }

  private String suffix() {
    String suffix = tag.isPresent() ? ":" + tag.get() : "";
    return digest.isPresent() ? suffix + "@" + digest.get() : suffix;
  }
}
