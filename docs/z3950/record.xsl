<?xml version="1.0" encoding="UTF-8"?>
<!-- What is given of a title: its MARC record and nothing around it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template match="/"><xsl:copy-of select="/title/*"/></xsl:template>
</xsl:stylesheet>
