package dev.flowguard.agent.contract;

import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;

/** A plug-in for pictures, as a web application carries one. Notes that it was loaded. */
public final class PicturePlugIn extends ImageReaderSpi {
  static final String LOADED = "picture.plug-in.loaded";

  static {
    System.setProperty(LOADED, "true");
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
