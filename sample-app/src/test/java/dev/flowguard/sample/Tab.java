package dev.flowguard.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A tab of a browser, used with mouse and keyboard. */
final class Tab implements AutoCloseable {
  private static final int SECONDS = 20;
  private static final int PAUSE_MILLIS = 50;

  private final DevTools devTools;
  private final String session;
  private final String context;

  Tab(DevTools devTools, String session, String context) {
    this.devTools = devTools;
    this.session = session;
    this.context = context;
  }

  /** Starts to record what it sends. */
  HarRecorder record() throws IOException, InterruptedException {
    HarRecorder recorder = new HarRecorder(devTools, session);
    devTools.listen(session, recorder::add);
    call("Network.enable", Map.of());
    return recorder;
  }

  void resize(int width, int height) throws IOException, InterruptedException {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  void open(String address) throws IOException, InterruptedException {
    call("Page.navigate", Map.of("url", address));
  }

  /** Waits until an expression is true. */
  void await(String expression) throws IOException, InterruptedException {
    for (int i = 0; i < SECONDS * 1000 / PAUSE_MILLIS; i++) {
      if (evaluate("Boolean(" + expression + ")").asBoolean()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    throw new IOException("never true: " + expression + "; the page shows: " + text());
  }

  String text() throws IOException, InterruptedException {
    return evaluate("document.body?.innerText").asText();
  }

  /** Clicks into the middle of an element. */
  void click(String selector) throws IOException, InterruptedException {
    JsonNode middle =
        evaluate(
            """
            (() => {
              const element = document.querySelector('%s');
              element.scrollIntoView({ block: 'center', behavior: 'instant' });
              const box = element.getBoundingClientRect();
              return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
            })()
            """
                .formatted(selector));
    for (String type : List.of("mousePressed", "mouseReleased")) {
      call(
          "Input.dispatchMouseEvent",
          Map.of(
              "type",
              type,
              "x",
              middle.path("x").asDouble(),
              "y",
              middle.path("y").asDouble(),
              "button",
              "left",
              "clickCount",
              1));
    }
  }

  void type(String selector, String text) throws IOException, InterruptedException {
    click(selector);
    call("Input.insertText", Map.of("text", text));
  }

  /** Chooses a file from the disk. */
  void choose(String selector, Path file) throws IOException, InterruptedException {
    JsonNode element =
        call(
            "Runtime.evaluate", Map.of("expression", "document.querySelector('" + selector + "')"));
    call(
        "DOM.setFileInputFiles",
        Map.of(
            "objectId",
            element.path("result").path("objectId").asText(),
            "files",
            List.of(file.toAbsolutePath().toString())));
  }

  /** Goes to another tab: pages send what they send at the end of a visit. */
  void leave() throws IOException, InterruptedException {
    devTools.call(
        "", "Target.createTarget", Map.of("url", "about:blank", "browserContextId", context));
  }

  /** What programs that read the page aloud know: role and name of each element. */
  JsonNode accessibilityTree() throws IOException, InterruptedException {
    return call("Accessibility.getFullAXTree", Map.of()).path("nodes");
  }

  /** The value of an expression. */
  JsonNode evaluate(String expression) throws IOException, InterruptedException {
    JsonNode result =
        call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new IOException(expression + ": " + result.path("exceptionDetails"));
    }
    return result.path("result").path("value");
  }

  private JsonNode call(String method, Map<String, ?> parameters)
      throws IOException, InterruptedException {
    return devTools.call(session, method, parameters);
  }

  @Override
  public void close() throws IOException {
    devTools.send("", "Target.disposeBrowserContext", Map.of("browserContextId", context)).join();
  }
}
