// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.plan.Base;
import dev.jbuild.engine.plan.BuildPlan;
import dev.jbuild.engine.plan.Mount;
import dev.jbuild.engine.plan.PlannedStage;
import dev.jbuild.engine.plan.Step;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Runs a plan: every stage that something needs in a thread of its own, its steps in order, waiting
 * for other stages where a step reads them.
 *
 * <p>All keys are computed first; a stage that only cached steps read is not run at all.
 */
final class Solver {
  private final BuildPlan plan;
  private final KeyedPlan keyed;
  private final StageRunner runner;
  private final Runnable breakOff;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "stage");
            thread.setDaemon(true);
            return thread;
          });

  /** {@code breakOff} ends what other threads wait for; it is run when the build has failed. */
  Solver(BuildPlan plan, KeyedPlan keyed, StageRunner runner, Runnable breakOff) {
    this.plan = plan;
    this.keyed = keyed;
    this.runner = runner;
    this.breakOff = breakOff;
  }

  /** Runs what the target needs; the first failure stops all the rest and is thrown. */
  StageResult solve() throws IOException {
    Set<Integer> needed = new LinkedHashSet<>();
    need(plan.target(), needed);
    Map<Integer, Future<StageResult>> results = new HashMap<>();
    CompletionService<StageResult> running = new ExecutorCompletionService<>(threads);
    boolean done = false;
    try {
      for (PlannedStage stage : plan.stages()) {
        if (needed.contains(stage.index())) {
          Map<Integer, Future<StageResult>> earlier = Map.copyOf(results);
          results.put(
              stage.index(), running.submit(() -> runner.run(stage, keyed.steps(stage), earlier)));
        }
      }
      for (int i = 0; i < results.size(); i++) {
        Futures.await(running.take());
      }
      StageResult target =
          Futures.await(Objects.requireNonNull(results.get(plan.target().index())));
      done = true;
      return target;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Futures.interrupted();
    } finally {
      if (!done) {
        breakOff.run();
      }
      stop();
    }
  }

  /** Interrupts stages that still run, whose containers die of it, and waits for them. */
  private void stop() {
    threads.shutdownNow();
    boolean interrupted = Thread.interrupted();
    try {
      while (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void need(PlannedStage stage, Set<Integer> needed) {
    if (!needed.add(stage.index())) {
      return;
    }
    if (stage.base() instanceof Base.OtherStage base) {
      need(keyed.stage(base.index()), needed);
    }
    for (StepState state : keyed.steps(stage)) {
      if (state.hit().isEmpty()) {
        stage.after().forEach(other -> need(keyed.stage(other), needed));
        for (Base from : sources(state.step())) {
          if (from instanceof Base.OtherStage other) {
            need(keyed.stage(other.index()), needed);
          }
        }
      }
    }
  }

  /** What a step reads besides what it goes on from. */
  static List<Base> sources(Step step) {
    if (step instanceof Step.Copy copy) {
      return List.of(copy.from());
    }
    return step instanceof Step.Run run
        ? run.mounts().stream().flatMap(m -> m.reads().stream()).map(Mount.Read::from).toList()
        : List.of();
  }
}
