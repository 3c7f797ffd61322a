// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One instruction of a Dockerfile, as written: variables are not expanded.
 *
 * <p>Each kind is documented by its syntax. {@link Word}s keep their place, so that whoever finds
 * one wrong later can point at it.
 */
public sealed interface Instruction {

  Origin origin();

  <R> R accept(Visitor<R> visitor);

  /**
   * Where an instruction stands, here-documents included, where its name does, and its text with
   * continuations joined, without here-documents.
   */
  record Origin(Span span, Span keyword, String text) {
    /** The instruction's name as written. */
    public String keywordText() {
      int end = 0;
      while (end < text.length() && !Slice.isBlank(text.charAt(end))) {
        end++;
      }
      return text.substring(0, end);
    }
  }

  /** Something of the form {@code key=value}, or {@code key value} in the old form. */
  record KeyValue(Word key, Word value) {}

  /**
   * {@code FROM [--platform=os/arch] [--after=stage …] image [AS name]}.
   *
   * @param after stages that are to be done before this one begins
   */
  record From(
      Origin origin, Word image, Optional<Word> name, Optional<Word> platform, List<Word> after)
      implements Instruction {
    public From {
      after = List.copyOf(after);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.from(this);
    }
  }

  /** {@code ARG name[=default] …}. */
  record Arg(Origin origin, List<Declaration> declarations) implements Instruction {
    /** One name with the default it may have. */
    public record Declaration(Word name, Optional<Word> value) {}

    public Arg {
      declarations = List.copyOf(declarations);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.arg(this);
    }
  }

  /**
   * {@code RUN [--mount=…] [--network=default|none|host] [--security=sandbox|insecure] [--device=…]
   * command}.
   *
   * @param insecure the place of {@code --security=insecure}
   */
  record Run(
      Origin origin,
      CommandLine command,
      Optional<Network> network,
      List<MountFlag> mounts,
      Optional<Span> insecure,
      List<DeviceFlag> devices)
      implements Instruction {
    public Run {
      mounts = List.copyOf(mounts);
      devices = List.copyOf(devices);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.run(this);
    }
  }

  /** Which network a RUN has. */
  enum Network {
    DEFAULT,
    NONE,
    HOST
  }

  /**
   * What COPY and ADD have in common: {@code source … destination}, and the owner and mode.
   *
   * @param heredocs sources that stand in the Dockerfile itself
   */
  record Transfer(
      List<Word> sources,
      List<Heredoc> heredocs,
      Word destination,
      Optional<Word> chown,
      Optional<Word> chmod,
      boolean link,
      boolean parents,
      List<Word> excludes) {
    public Transfer {
      sources = List.copyOf(sources);
      heredocs = List.copyOf(heredocs);
      excludes = List.copyOf(excludes);
    }
  }

  /**
   * {@code COPY [--from=name] [--chown=user:group] [--chmod=mode] [--link] [--parents]
   * [--exclude=pattern]… source … destination}.
   */
  record Copy(Origin origin, Transfer transfer, Optional<Word> from) implements Instruction {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.copy(this);
    }
  }

  /**
   * {@code ADD [--chown=user:group] [--chmod=mode] [--link] [--unpack=bool] [--exclude=pattern]…
   * [--keep-git-dir=bool] [--checksum=sha256:…] source … destination}.
   */
  record Add(
      Origin origin,
      Transfer transfer,
      Optional<Boolean> unpack,
      Optional<Boolean> keepGitDir,
      Optional<Word> checksum)
      implements Instruction {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.add(this);
    }
  }

  /** {@code ENV key=value …} or {@code ENV key value}. */
  record Env(Origin origin, List<KeyValue> pairs) implements Instruction {
    public Env {
      pairs = List.copyOf(pairs);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.env(this);
    }
  }

  /** {@code LABEL key=value …} or {@code LABEL key value}. */
  record Label(Origin origin, List<KeyValue> pairs) implements Instruction {
    public Label {
      pairs = List.copyOf(pairs);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.label(this);
    }
  }

  /** {@code WORKDIR path}. */
  record Workdir(Origin origin, Word path) implements Instruction {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.workdir(this);
    }
  }

  /** {@code USER user[:group]}. */
  record User(Origin origin, Word user) implements Instruction {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.user(this);
    }
  }

  /** {@code CMD command}; nothing after CMD, or {@code []}, is a command without words. */
  record Cmd(Origin origin, CommandLine command) implements Instruction {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.cmd(this);
    }
  }

  /** {@code ENTRYPOINT command}. */
  record Entrypoint(Origin origin, CommandLine command) implements Instruction {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.entrypoint(this);
    }
  }

  /** {@code EXPOSE port[-port][/protocol] …}. */
  record Expose(Origin origin, List<Word> ports) implements Instruction {
    public Expose {
      ports = List.copyOf(ports);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.expose(this);
    }
  }

  /** {@code VOLUME path …} or {@code VOLUME ["path", …]}. */
  record Volume(Origin origin, List<Word> paths) implements Instruction {
    public Volume {
      paths = List.copyOf(paths);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.volume(this);
    }
  }

  /** {@code SHELL ["program", "argument", …]}. */
  record Shell(Origin origin, List<Word> words) implements Instruction {
    public Shell {
      words = List.copyOf(words);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.shell(this);
    }
  }

  /** {@code STOPSIGNAL signal}. */
  record Stopsignal(Origin origin, Word signal) implements Instruction {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.stopsignal(this);
    }
  }

  /**
   * {@code HEALTHCHECK NONE} or {@code HEALTHCHECK [--interval=30s] [--timeout=30s]
   * [--start-period=0s] [--start-interval=5s] [--retries=3] CMD command}.
   *
   * <p>NONE has no command; a time of zero and no retries mean the engine's defaults.
   */
  record Healthcheck(
      Origin origin,
      Optional<CommandLine> command,
      Duration interval,
      Duration timeout,
      Duration startPeriod,
      Duration startInterval,
      int retries)
      implements Instruction {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.healthcheck(this);
    }
  }

  /** {@code ONBUILD instruction}; {@code text} is the trigger with its here-documents. */
  record Onbuild(Origin origin, Instruction trigger, String text) implements Instruction {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onbuild(this);
    }
  }

  /** {@code MAINTAINER name}. */
  record Maintainer(Origin origin, Word name) implements Instruction {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.maintainer(this);
    }
  }

  /** Something done for each kind of instruction. */
  interface Visitor<R> {
    R from(From from);

    R arg(Arg arg);

    R run(Run run);

    R copy(Copy copy);

    R add(Add add);

    R env(Env env);

    R label(Label label);

    R workdir(Workdir workdir);

    R user(User user);

    R cmd(Cmd cmd);

    R entrypoint(Entrypoint entrypoint);

    R expose(Expose expose);

    R volume(Volume volume);

    R shell(Shell shell);

    R stopsignal(Stopsignal stopsignal);

    R healthcheck(Healthcheck healthcheck);

    R onbuild(Onbuild onbuild);

    R maintainer(Maintainer maintainer);
  }
}
