// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile.check;

import java.util.Optional;

/**
 * Every rule of the checks. Names, conditions and lines of the first part are BuildKit's.
 *
 * <p>{@link #advice()} says what to do, and is shown with each finding.
 */
public enum Rule {
  CONSISTENT_INSTRUCTION_CASING(
      "ConsistentInstructionCasing", Level.WARNING, "write all instructions in one case"),
  COPY_IGNORED_FILE(
      "CopyIgnoredFile", Level.WARNING, "copy something else, or take the pattern out"),
  DUPLICATE_STAGE_NAME(
      "DuplicateStageName", Level.WARNING, "the later stage hides the earlier: rename one"),
  EXPOSE_INVALID_FORMAT(
      "ExposeInvalidFormat",
      Level.WARNING,
      "an image can't choose addresses and ports of the host: name the container's port alone"),
  EXPOSE_PROTO_CASING("ExposeProtoCasing", Level.WARNING, "write the protocol as tcp, udp or sctp"),
  FROM_AS_CASING("FromAsCasing", Level.WARNING, "write both words in the same case"),
  FROM_PLATFORM_FLAG_CONST_DISALLOWED(
      "FromPlatformFlagConstDisallowed",
      Level.WARNING,
      "use $BUILDPLATFORM or an ARG, or name the stage after its platform"),
  INVALID_BASE_IMAGE_PLATFORM(
      "InvalidBaseImagePlatform", Level.WARNING, "use an image that is made for this platform"),
  INVALID_DEFAULT_ARG_IN_FROM(
      "InvalidDefaultArgInFrom",
      Level.WARNING,
      "give the ARG a default, so that the file builds without --build-arg"),
  INVALID_DEFINITION_DESCRIPTION(
      "InvalidDefinitionDescription",
      Level.EXPERIMENTAL,
      "begin the comment with the name, or put an empty line below it"),
  JSON_ARGS_RECOMMENDED(
      "JSONArgsRecommended",
      Level.WARNING,
      "write it as a JSON array, or choose a shell with SHELL: signals reach the program then"),
  LEGACY_KEY_VALUE_FORMAT("LegacyKeyValueFormat", Level.WARNING, "put = between name and value"),
  MAINTAINER_DEPRECATED(
      "MaintainerDeprecated",
      Level.WARNING,
      "use LABEL org.opencontainers.image.authors=\"…\" instead"),
  MULTIPLE_INSTRUCTIONS_DISALLOWED(
      "MultipleInstructionsDisallowed", Level.WARNING, "keep the last one only"),
  NO_EMPTY_CONTINUATION(
      "NoEmptyContinuation", Level.WARNING, "remove the empty line, or make it a comment"),
  REDUNDANT_TARGET_PLATFORM(
      "RedundantTargetPlatform", Level.WARNING, "leave the flag out: it says what holds anyway"),
  RESERVED_STAGE_NAME(
      "ReservedStageName", Level.WARNING, "the name has a meaning already: choose another"),
  SECRETS_USED_IN_ARG_OR_ENV(
      "SecretsUsedInArgOrEnv",
      Level.WARNING,
      "values of ARG and ENV stay in the image: use RUN --mount=type=secret"),
  STAGE_NAME_CASING("StageNameCasing", Level.WARNING, "write names of stages in lower case"),
  UNDEFINED_ARG_IN_FROM(
      "UndefinedArgInFrom", Level.WARNING, "declare it by an ARG before the first FROM"),
  UNDEFINED_VAR("UndefinedVar", Level.WARNING, "declare it above with ARG or ENV"),
  WORKDIR_RELATIVE_PATH(
      "WorkdirRelativePath",
      Level.WARNING,
      "begin with an absolute path: where this leads depends on the base image"),

  ADD_INSTEAD_OF_COPY(
      "AddInsteadOfCopy",
      Level.ADVICE,
      "use COPY: ADD is for archives and for what is fetched from elsewhere"),
  ADD_WITHOUT_CHECKSUM(
      "AddWithoutChecksum",
      Level.ADVICE,
      "add --checksum=sha256:…: what the address gives may change"),
  APT_GET_UPDATE_ALONE(
      "AptGetUpdateAlone",
      Level.ADVICE,
      "join it with the install: a cached list of packages grows old"),
  APT_GET_WITHOUT_UPDATE(
      "AptGetWithoutUpdate",
      Level.ADVICE,
      "put apt-get update && before it: a list from an earlier layer is old, or not there"),
  COPY_INTO_VOLUME(
      "CopyIntoVolume",
      Level.ADVICE,
      "copy before the VOLUME: several builders and engines drop what comes after"),
  HARDCODED_SECRET(
      "HardcodedSecret",
      Level.ADVICE,
      "revoke it, and hand its successor over with RUN --mount=type=secret"),
  LATEST_TAG("LatestTag", Level.ADVICE, "name a version: latest is another image every time"),
  ROOT_USER(
      "RootUser", Level.ADVICE, "end with USER and a number, so that clusters can see it is not 0"),
  UNPINNED_BASE("UnpinnedBase", Level.ADVICE, "add @sha256:… to get the same base in every build");

  /** When a rule is heard. */
  public enum Level {
    /** Always, unless it is skipped. */
    WARNING,
    /** Only where {@code experimental=} names it. */
    EXPERIMENTAL,
    /**
     * In checks, as a note that fails nothing; where {@code experimental=} names it, as a warning.
     */
    ADVICE
  }

  private final String title;
  private final Level level;
  private final String advice;

  Rule(String title, Level level, String advice) {
    this.title = title;
    this.level = level;
    this.advice = advice;
  }

  /** The name that users know: {@code StageNameCasing}. */
  public String title() {
    return title;
  }

  public Level level() {
    return level;
  }

  /** What to do about it, in a few words. */
  public String advice() {
    return advice;
  }

  /** The rule of this title. */
  static Optional<Rule> of(String title) {
    for (Rule rule : values()) {
      if (rule.title.equals(title)) {
        return Optional.of(rule);
      }
    }
    return Optional.empty();
  }
}
