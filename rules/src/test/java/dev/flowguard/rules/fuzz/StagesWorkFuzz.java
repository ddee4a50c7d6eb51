package dev.flowguard.rules.fuzz;

/** Of what unfolding, detectors, search and capture cost, in any wrapping. */
class StagesWorkFuzz extends WorkFuzz {
  StagesWorkFuzz() {
    super("dev.flowguard.rules.judge.CountedStages", "");
  }

  @Override
  boolean takesBodies() {
    return false;
  }
}
