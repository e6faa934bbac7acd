"""An assistant that answers with the rates of an external API."""
