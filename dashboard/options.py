"""How Streamlit behaves and looks: the values of ``.streamlit/config.toml``, set from code too.

An installed application is started from any folder; the file is there for ``streamlit run`` and
for the tests, and a test holds the two together.
"""

from typing import Any

from streamlit import config

OPTIONS: dict[str, Any] = {
    "global.developmentMode": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "logger.enableRich": False,
    "browser.gatherUsageStats": False,
    "runner.postScriptGC": False,
    "runner.magicEnabled": False,
    "runner.fastReruns": True,
    "server.headless": True,
    "server.fileWatcherType": "none",
    "server.runOnSave": False,
    "server.maxUploadSize": 64,
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.enableStaticServing": False,
    "server.showEmailPrompt": False,
    "server.disconnectedSessionTTL": 600,
    "theme.base": "light",
    "theme.font": "Be Vietnam Pro, sans-serif",
    "theme.headingFont": "Be Vietnam Pro, sans-serif",
    "theme.primaryColor": "#7C1F2B",
    "theme.backgroundColor": "#F7F6F3",
    "theme.secondaryBackgroundColor": "#FFFFFF",
    "theme.textColor": "#1D2430",
    "theme.linkColor": "#7C1F2B",
    "theme.borderColor": "#E3E1DB",
    "theme.showWidgetBorder": True,
    "theme.baseRadius": "8px",
    "theme.buttonRadius": "8px",
    "theme.baseFontSize": 16,
    "theme.headingFontWeights": [700, 700, 600, 600, 600, 600],
}


def apply() -> None:
    """Set every option, before the application is made."""
    for name, value in OPTIONS.items():
        config.set_option(name, value, "dashboard/options.py")
