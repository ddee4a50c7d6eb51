package dev.flowguard.agent.contract;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.http.multipart.MultipartScanner;
import org.glassfish.grizzly.http.server.Request;

/** The part of an upload that is a file. */
final class UploadedFile {
  private final AtomicBoolean isRead = new AtomicBoolean();
  private byte[] file = {};

  private UploadedFile() {}

  /** Reads it. */
  static void read(Request request, BodyListener.Next next) {
    UploadedFile upload = new UploadedFile();
    MultipartScanner.scan(
        request,
        part -> {
          if (part.getContentDisposition().getDispositionParamUnquoted("name").equals("file")) {
            BodyListener.listen(part.getNIOInputStream(), false, read -> upload.file = read);
          } else {
            part.skip();
          }
        },
        new EmptyCompletionHandler<Request>() {
          @Override
          public void completed(Request read) {
            if (upload.isRead.getAndSet(true)) {
              return; // the scanner may report the end twice
            }
            try {
              next.go(upload.file);
            } catch (IOException e) {
              failed(e);
            }
          }

          @Override
          public void failed(Throwable failure) {
            failure.printStackTrace();
          }
        });
  }
}
