<?xml version="1.0" encoding="UTF-8"?>
<!-- By what a title is found: UNIMARC and its kin, and MARC 21. The names are those of Bib-1. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:z="http://indexdata.com/zebra-2.0" xmlns:u="info:lc/xmlns/marcxchange-v2"
    xmlns:m="http://www.loc.gov/MARC21/slim">
  <xsl:template match="/title[@deleted]"><z:record z:id="{@id}" z:type="adelete"/></xsl:template>
  <xsl:template match="/title">
    <z:record z:id="{@id}" z:type="update">
      <z:index name="Local-number:w Local-number:p"><xsl:value-of select="@id"/></z:index>
      <xsl:apply-templates select="*/*[local-name() = 'datafield']"/>
    </z:record>
  </xsl:template>

  <xsl:template match="*[local-name() = 'datafield']">
    <xsl:variable name="is_unimarc" select="namespace-uri() = 'info:lc/xmlns/marcxchange-v2'"/>
    <xsl:variable name="first" select="substring(@tag, 1, 1)"/>
    <xsl:choose>
      <xsl:when test="$is_unimarc and (@tag = '200' or ($first = '5' and @tag &lt; '550'))">
        <xsl:call-template name="words"><xsl:with-param name="names">Title</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$is_unimarc and $first = '7'">
        <xsl:call-template name="words"><xsl:with-param name="names">Author</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$is_unimarc and $first = '6'">
        <xsl:call-template name="words"><xsl:with-param name="names">Subject-heading</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$is_unimarc and (@tag = '210' or @tag = '214')">
        <xsl:call-template name="words"><xsl:with-param name="names">Publisher</xsl:with-param></xsl:call-template>
        <xsl:call-template name="year"><xsl:with-param name="code">d</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$is_unimarc and @tag = '010'"><xsl:call-template name="isbn"/></xsl:when>
      <xsl:when test="not($is_unimarc) and (substring(@tag, 1, 2) = '24' or @tag = '880')">
        <xsl:call-template name="words"><xsl:with-param name="names">Title</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="not($is_unimarc) and ($first = '1' or substring(@tag, 1, 2) = '70' or substring(@tag, 1, 2) = '71')">
        <xsl:call-template name="words"><xsl:with-param name="names">Author</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="not($is_unimarc) and $first = '6'">
        <xsl:call-template name="words"><xsl:with-param name="names">Subject-heading</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="not($is_unimarc) and (@tag = '260' or @tag = '264')">
        <xsl:call-template name="words"><xsl:with-param name="names">Publisher</xsl:with-param></xsl:call-template>
        <xsl:call-template name="year"><xsl:with-param name="code">c</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="not($is_unimarc) and @tag = '020'"><xsl:call-template name="isbn"/></xsl:when>
      <xsl:otherwise>
        <z:index name="Any:w"><xsl:call-template name="text"/></z:index>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="text">
    <xsl:for-each select="*[not(contains('23456', @code))]"><xsl:value-of select="."/><xsl:text> </xsl:text></xsl:for-each>
  </xsl:template>
  <xsl:template name="words">
    <xsl:param name="names"/>
    <z:index name="{$names}:w {$names}:p Any:w"><xsl:call-template name="text"/></z:index>
  </xsl:template>
  <xsl:template name="year">
    <xsl:param name="code"/>
    <xsl:for-each select="*[@code = $code]">
      <z:index name="Date-of-publication:w Date:w Any:w"><xsl:value-of select="."/></z:index>
    </xsl:for-each>
  </xsl:template>
  <!-- An ISBN is found with and without its hyphens. -->
  <xsl:template name="isbn">
    <xsl:for-each select="*[@code = 'a']">
      <z:index name="ISBN:w Identifier-standard:w Any:w"><xsl:value-of select="translate(., '-', '')"/></z:index>
      <z:index name="ISBN:w Identifier-standard:w"><xsl:value-of select="."/></z:index>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
