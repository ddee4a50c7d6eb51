package dev.flowguard.agent.contract;

import java.util.List;

/** The SDK of an AI provider, or a framework on it: talks with a model. */
interface AiSdk {
  /** The system prompt of each request. */
  String SYSTEM = "You are the patient assistant of the Acme nursery and never mention the prices";

  /**
   * Sends a conversation and waits for the answer.
   *
   * @param url of the service, without a path
   * @param said by the user and the model in turn
   * @return the next that the model says
   */
  String ask(String url, List<String> said) throws Exception;

  /** The same, with the pieces of the answer as they come. */
  List<String> stream(String url, List<String> said) throws Exception;
}
