package dev.flowguard.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LibraryNamesTest {
  /** What is left of a text without the names. */
  private static String rest(String text) {
    Spans names = LibraryNames.of(text);
    StringBuilder rest = new StringBuilder();
    int at = 0;
    for (int i = 0; i < names.size(); i++) {
      rest.append(text, at, names.start(i));
      at = names.end(i);
    }
    return rest.append(text.substring(at)).toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "at org.springframework.web.servlet.DispatcherServlet.doDispatch(DispatcherServlet.java:1089)",
        "at java.base/java.lang.Thread.run(Thread.java:840)",
        "at jdk.internal.reflect.GeneratedMethodAccessor12.invoke(Unknown Source)",
        "Caused by: com.mysql.cj.jdbc.exceptions.CommunicationsException",
        "import org.apache.commons.lang3.StringUtils",
        "AbstractAutowireCapableBeanFactory.java:598",
        "DispatchedTask.kt",
        "at System.Net.Http.HttpClient.SendAsync(HttpRequestMessage request, CancellationToken token)",
        "at System.Linq.Enumerable.SelectListIterator`2.MoveNext()",
        "at System.Threading.Tasks.Task.<>c.<ThrowAsync>b__128_1(Object state)",
        "at Microsoft.Extensions.Options.OptionsFactory`1[TOptions].Create(String name)",
        "at System.Collections.Generic.List`1[[System.Int32, System.Private.CoreLib]].get_Item(Int32 index)",
        "at Microsoft.Data.SqlClient.SqlConnection.Open() in /_/src/netcore/SqlConnection.cs:line 1972",
        "Illuminate\\Pipeline\\Pipeline->handle(Object(Illuminate\\Http\\Request))",
        "File \"/usr/lib/python3/dist-packages/flask/app.py\", line 1473, in wsgi_app",
        "at Layer.handle [as handle_request] (/srv/node_modules/express/lib/router/layer.js:95:5",
        "meta-llama/Llama-3.1-8B-Instruct"
      })
  void namesOfLibrariesAreTakenInWithTheirFrames(String text) {
    assertThat(rest(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "at com.acme.harbour.SecretLedger.pay(int amount)",
        "System. And then he left.",
        "I read google/openai news",
        "letters/drafts/to-my-mother.txt",
        "my husband said: java is not for me"
      })
  void whatNoLibraryWroteIsLeft(String text) {
    assertThat(rest(text)).isEqualTo(text);
  }

  @Test
  void aSentenceInTheArgumentsIsLeft() {
    String call = "org.slf4j.Logger.info(my wife does not know of the flat in Porto)";

    assertThat(rest(call)).isEqualTo("(my wife does not know of the flat in Porto)");
    assertThat(rest("System.Action`1[my wife does not know of it]"))
        .isEqualTo("[my wife does not know of it]");
    assertThat(rest("System.Console.WriteLine() in Porto we were never found"))
        .isEqualTo(" in Porto we were never found");
    assertThat(rest("org.slf4j.Logger.info(\"she knows\")")).isEqualTo("(\"she knows\")");
  }
}
