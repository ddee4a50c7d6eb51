package dev.flowguard.agent.contract;

import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;

/** A plug-in for pictures, as a web application carries one. Notes that it was loaded. */
public final class PicturePlugIn extends ImageReaderSpi {
  static final String LOADED = "picture.plug-in.loaded";

  static {
    System.setProperty(LOADED, "true");
  }

  /** For the service loader. */
  public PicturePlugIn() {
    super(
        "test",
        "1",
        new String[] {"zz"},
        new String[] {"zz"},
        new String[] {"image/zz"},
        PicturePlugIn.class.getName(),
        new Class<?>[] {ImageInputStream.class},
        null,
        false,
        null,
        null,
        null,
        null,
        false,
        null,
        null,
        null,
        null);
  }

  @Override
  public boolean canDecodeInput(Object source) {
    return false;
  }

  @Override
  public ImageReader createReaderInstance(Object extension) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getDescription(Locale locale) {
    return "test";
  }
}
