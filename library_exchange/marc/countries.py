"""The MARC list of countries to ISO 3166."""

_PAIRS = """
    aa:AL ae:DZ af:AF ag:AR ai:AM air:AM aj:AZ ajr:AZ am:AI an:AD ao:AO aq:AG as:AS at:AU au:AT aw:AW
    ba:BH bb:BB bd:BI be:BE bf:BS bg:BD bh:BZ bi:IO bl:BR bm:BM bn:BA bo:BO bp:SB br:MM bs:BW bt:BT
    bu:BG bv:BV bw:BY bwr:BY bx:BN ca:BQ cb:KH cc:CN cd:TD ce:LK cf:CG cg:CD ch:TW ci:HR cj:KY ck:CO
    cl:CL cm:CM co:CW cq:KM cr:CR cs:CS cu:CU cv:CV cw:CK cx:CF cy:CY dk:DK dm:BJ dq:DM dr:DO ea:ER
    ec:EC eg:GQ em:TL enk:GB er:EE err:EE es:SV et:ET fa:FO fg:GF fi:FI fj:FJ fk:FK fm:FM fp:PF fr:FR
    fs:TF ft:DJ gb:KI gd:GD ge:DE gg:GG gh:GH gi:GI gl:GL gm:GM gn:GI go:GA gp:GP gr:GR gs:GE gsr:GE
    gt:GT gu:GU gv:GN gw:DE gy:GY gz:PS hk:HK hm:HM ho:HN ht:HT hu:HU ic:IS ie:IE ii:IN im:IM io:ID
    iq:IQ ir:IR is:IL it:IT iv:CI iy:IQ ja:JP je:JE ji:JM jm:JM jo:JO ke:KE kg:KG kgr:KG kn:KP ko:KR
    ku:KW kv:XK kz:KZ kzr:KZ lb:LR le:LB lh:LI li:LT lir:LT lo:LS ls:LA lu:LU lv:LV lvr:LV ly:LY mc:MC
    mf:MU mg:MG mh:MO mj:MS mk:OM ml:ML mm:MT mo:ME mp:MN mq:MQ mr:MA mu:MR mv:MD mvr:MD mw:MW mx:MX
    my:MY mz:MZ ne:NL ng:NE nl:NC nn:VU no:NO np:NP nq:NI nr:NG nu:NR nw:MP nx:NF nz:NZ oc:NC pc:PN
    pe:PE pf:PF pg:GW ph:PH pk:PK pl:PL pn:PA po:PT pp:PG pr:PR pw:PW py:PY qa:QA re:RE rb:RS rh:ZW
    rm:RO ru:RU rur:RU rw:RW sa:ZA sc:BL sd:SS se:SC sf:ST sg:SN sh:ES si:SG sj:SD sl:SL sm:SM sn:SX
    so:SO sp:ES sq:SZ sr:SR ss:EH st:MF su:SA sw:SE sx:NA sy:SY sz:CH ta:TJ tar:TJ tc:TC tg:TG th:TH
    ti:TN tk:TM tkr:TM tl:TK tma:AU to:TO tr:TT ts:AE tu:TR tv:TV tz:TZ ua:EG uc:US ug:UG uik:GB un:UA
    unr:UA up:UM ur:SU uv:BF uy:UY uz:UZ uzr:UZ vb:VG vc:VA ve:VE vi:VI vm:VN ws:WS wf:WF wj:PS wk:UM
    xa:CX xb:CC xc:MV xd:KN xe:MH xf:UM xh:NU xj:SH xk:LC xl:PM xm:VC xn:MK xna:AU xo:SK xoa:AU xp:UM
    xr:CZ xra:AU xs:GS xv:SI xxc:CA xxk:GB xxr:RU xxu:US ye:YE za:ZM vra:AU wea:AU qea:AU aca:AU sb:SJ
    xga:AU ys:YE
"""

# US states, Canadian provinces and parts of the United Kingdom end in u, c and k and need no row.
MARC_COUNTRIES: dict[str, str] = dict(pair.split(":") for pair in _PAIRS.split())
