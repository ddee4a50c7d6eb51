package dev.flowguard.agent.contract;

/** Ktor on the JDK's client. */
class KtorJavaGateIT extends GateContract {

  KtorJavaGateIT() {
    super(Family.ktor("java", "java.net.http", "2.0.0", "2.3.13", "3.6.1"));
  }
}
