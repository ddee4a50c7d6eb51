package dev.flowguard.agent.start;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      quoteCharacter = '\'',
      textBlock =
          """
          -                                   | -     | -     | false
          ''                                  | -     | -     | false
          fail-start=true                     | -     | -     | true
          policy.yaml,fail-start=true         | -     | -     | true
          policy="a,b.yaml", fail-start = true | -    | -     | true
          fail-start="true"                   | -     | -     | true
          policy="a,fail-start=true"          | -     | -     | false
          fail-start=false                    | true  | true  | false
          fail-start=false,fail-start=true    | -     | -     | false
          fail-start=yes                      | true  | true  | false
          fail-start                          | -     | -     | false
          policy.yaml                         | true  | false | true
          policy.yaml                         | false | true  | false
          policy.yaml                         | -     | true  | true
          """)
  void readsFailStartByTheRulesOfAllSettings(
      String argument, String property, String variable, boolean isSet) {
    assertThat(Agent.isFailStart(argument, property, variable)).isEqualTo(isSet);
  }
}
