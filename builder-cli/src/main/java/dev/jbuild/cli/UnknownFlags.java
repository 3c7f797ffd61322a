// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.BuildException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says what is wrong with a flag that a command doesn't know. Loaded only when it happens. */
final class UnknownFlags {

  /** What docker buildx build, buildah build and kaniko's executor know besides our own flags. */
  private static final Set<String> OF_OTHER_BUILDERS =
      Set.of(
          ("--add-host --all-platforms --annotation --arch --attest --bucket "
                  + "--build-arg-file --builder --cache-dir "
                  + "--cap-add --cap-drop --cgroup-parent --cgroupns --cleanup "
                  + "--compat-volumes --compress --compressed-caching --compression-level "
                  + "--context --context-sub-path --cpu-period --cpu-quota --cpu-shares "
                  + "--cpuset-cpus --cpuset-mems --cpp-flag --created-annotation "
                  + "--custom-platform --cw --debug --decryption-key --destination --device "
                  + "--disable-compression --disable-content-trust --dns --dns-option "
                  + "--dns-search --dockerfile --encrypt-layer --encryption-key --env "
                  + "--force --force-compression --force-rm --format --from --git --group-add "
                  + "--hooks-dir --http-proxy --identity-label --ignore-path --ignore-var-run "
                  + "--image-download-retry --image-fs-extract-retry "
                  + "--image-name-tag-with-digest-file --image-name-with-digest-file "
                  + "--inherit-annotations --inherit-labels --insecure --insecure-pull "
                  + "--ipc --kaniko-dir --layer-label "
                  + "--load --log-format --log-level --log-rusage --log-timestamp --logfile "
                  + "--logsplit --manifest --memory --memory-swap --mount "
                  + "--no-hostname --no-hosts --no-push --oci-layout-path "
                  + "--omit-history --os --os-feature --os-version --pid --policy --provenance "
                  + "--pull-always --pull-never --push-ignore-immutable-tag-errors --push-retry "
                  + "--reproducible --resource --retry-delay "
                  + "--rewrite-timestamp --rm --runtime --runtime-flag --sbom --sbom-output "
                  + "--sbom-scanner-command --sbom-scanner-image --security-opt "
                  + "--shm-size --sign-by --signature-policy --single-snapshot "
                  + "--skip-tls-verify --skip-tls-verify-pull --skip-tls-verify-registry "
                  + "--skip-unused-stages --snapshot-mode --source-policy-file --squash "
                  + "--squash-all --stage-labels --stdin --tar-path --timestamp "
                  + "--ulimit --unsetannotation --unsetenv --unsetlabel "
                  + "--use-new-run --userns --userns-gid-map --userns-uid-map --uts --variant "
                  + "--verbosity --volume")
              .split(" "));

  private UnknownFlags() {}

  static BuildException failure(String name, Command command) {
    if (OF_OTHER_BUILDERS.contains(name) && command.name().equals("build")) {
      return CommandLineError.of("flag " + name + " is not supported yet");
    }
    String message = "unknown flag " + name + " for " + command.name();
    List<String> known = new ArrayList<>();
    for (FlagGroup group : command.flags()) {
      for (Flag flag : group.flags()) {
        known.addAll(flag.names());
      }
    }
    Optional<String> nearest = Suggestion.nearest(name, known);
    return CommandLineError.withHint(
        message,
        nearest
            .map(n -> "did you mean " + n + "?")
            .orElse("jbuild " + command.name() + " --help lists the flags"));
  }
}
