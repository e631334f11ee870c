"""What tells the parts of a crawled page: markers, captions, bylines, lines that go on in the next."""

from __future__ import annotations

import re

END = re.compile(r"[.!?…:;][\"'”’»)\]]{0,3}$")
MARKER = re.compile(
    r"(?i)^(?:[*#•»>\\-]{0,4}\s{0,3})(?:"
    r"advertisement|adverti[sz]ing|ads powered by|article continues (?:after|below).{0,40}|story continues.{0,40}"
    r"|story highlights?|featured stor(?:y|ies)|(?:related|recommended|editor'?s'? picks?|trending|popular"
    r"|latest)(?: (?:stories|story|articles?"
    r"|news|topics?|content|coverage|links|posts?|videos?))?:?|(?:you )?(?:may|might) also (?:like|be "
    r"interested.{0,20})"
    r"|more (?:on|from) (?:this )?.{0,30}|most (?:read|popular|viewed|shared|commented|recent|watched)(?: .{0,20})?"
    r"|read (?:next|more|also|on|this|the full).{0,60}|also (?:read|worth reading|on).{0,40}|see (?:also"
    r"|more)\b.{0,60}|don'?t miss.{0,40}"
    r"|must reads?|top (?:stories|news)|what'?s (?:new|hot)|sponsored.{0,30}|paid content|promoted.{0,20}|watch(?: "
    r"now| live)?:?"
    r"|tags?:?|keywords?:?|categor(?:y|ies):?|filed under:?.{0,60}|topics?:?|explore more.{0,40}|next(?: article| "
    r"story)?|previous.{0,20}"
    r"|share(?: (?:this|article|on|via).{0,40})?|follow(?: us.{0,30})?|print|email|e-mail|comments?|view comments"
    r"|leave a (?:comment|reply)"
    r"|bookmark|whatsapp|telegram|facebook|twitter|linkedin|instagram|youtube|reddit|copy link|sign (?:up|in|me "
    r"up).{0,80}|log ?in"
    r"|subscribe.{0,80}|newsletters?|search.{0,30}|menu|home|skip to.{0,40}|back to top.{0,20}|loading.{0,20}|join"
    r"|content is loading.{0,20}|thanks for sharing.{0,5}|small|medium|large|writer:|published ?:?.{0,40}|fast"
    r"|image|photo|gallery|video|audio"
    r")\s*$"
)
OTHER_STORIES = re.compile(
    r"(?i)^(?:[*#•»>\s-]{0,4})(?:related|recommended|featured stor|more (?:on|from)|most (?:read|popular|viewed"
    r"|shared|commented|watched)|read (?:next|more|also)"
    r"|also (?:read|worth)|see also|editor'?s'? picks?|trending|you (?:may|might)|top (?:stories|news)|latest "
    r"(?:stories|news)|must reads?"
    r"|don'?t miss|tags?\b|keywords?\b|popular|story highlights)"
)
FURNITURE = re.compile(
    r"(?i)\b(?:sign(?:ing)? up (?:for|to|with|,)|by (?:signing up|providing (?:an|your) e|clicking|subscribing"
    r"|continuing|using)|newsletters?\b"
    r"|terms (?:of (?:use|service)|(?:&|and|&\s{1,6}) ?conditions)|privacy (?:policy|notice|statement)"
    r"|cookies?\b.{0,40}(?:use|accept|polic|consent)|all rights reserved|©|copyright\b|(?:c) 20\d\d"
    r"|click here|tap here|subscri(?:be|ber|ption)\b|your (?:inbox|subscription|browser|email|comment|account"
    r"|device)|unsubscribe"
    r"|please (?:try again|enable|log in|sign|enter|support|consider|visit)|follow us|follow @?\w{2,30} on|download "
    r"(?:the|our)|get (?:the|our) (?:latest|pick|cna|app|top|best|daily|breaking)"
    r"|(?<!his )(?<!her )(?<!its )(?<!their )(?<!official )(?<!['’]s )(?:whatsapp|telegram) channel|javascript"
    r"|read (?:a summary|the full (?:story|article)|more (?:at|about"
    r"|on))|this (?:audio|content) is (?:generated|provided)"
    r"|you can now listen|use of (?:materials|this site|cookies)|gift \d|share the best|media playback|adblock|view "
    r"comments|playback is unsupported|get bite-sized|give it a try"
    r"|marketing and promotions|related corporations|have read and agree|exclusive insights|billed at|per month"
    r"|\$\d{1,3}\.\d\d/month"
    r"|reprint permission|permission to (?:use|reprint)|listen to article|share this article|your consent|berhasil "
    r"di salin|report a typo|contact us at|write to us|send us)"
)
CAPTION = re.compile(
    r"(?:\((?:Photo|Image|Picture|File photo|FILE PHOTO|AFP|AP|Reuters|REUTERS|EPA|Getty)\b[^()]{0,100}\)"
    r"|\b(?:REUTERS|AFP|AP|EPA|EFE|Xinhua|ANTARA|Reuters|TASS|Sputnik|Getty Images|Anadolu)\s?/\s?[\w .,'/-]{1,60}"
    r"|/(?:REUTERS|AFP|AP|EPA|Reuters|Getty Images|Pool|File Photo|Handout)\b.{0,30}"
    r"|\b(?:AP|AFP|EPA|Reuters|REUTERS)? ?(?:FILE )?PHOTO\b.{0,20}|[—–-] ?(?:Reuters|AFP|AP|EPA|Xinhua|Bernama"
    r"|Agencies) ?(?:photo|pic)?"
    r"|(?:Photo|Image|Picture|Photograph)(?: credit)?s?(?: by| ?:| courtesy| ©).{0,80}|via (?:REUTERS|Reuters|AP"
    r"|AFP|Getty Images)\)?"
    r"|(?:handout|file photo|Getty Images|Shutterstock)\)?)[.)\s]*$"
)
CAPTION_START = re.compile(
    r"(?:Image (?:copyright|caption|source)|Media caption|Enlarge this image|FILE ?(?:PHOTO)?\s?[-:–—]|File photo"
    r"|Photo ?:|Caption ?:|In this (?:file |handout )?"
    r"(?:photo|image|picture)|\(?(?:From )?[Ll]eft to right)"
)
CAPTION_SIGNS = re.compile(
    r"\((?:left|right|L|R|C|center|centre|not pictured|file|front|back|seated|second left|2nd [LR]|from left)\)|, "
    r"(?:left|right|center|centre),|pictured (?:left|right)"
)
CREDIT_INSIDE = re.compile(r"\b(?:REUTERS|AFP|AP|EPA)/[A-Z]\w+|\((?:Photo|Image|AFP|AP|EPA|Reuters|REUTERS)\s?[:/]")
BYLINE = re.compile(
    r"(?i)^(?:by|reporting by|editing by|\(?reporting|additional reporting|writing by|with (?:assistance|reporting) "
    r"(?:by|from)|source ?:|writer ?:|author ?:|compiled by|edited by"
    r"|[—–â-]{1,2}\s{0,2}(?:with|by|reporting|additional|agencies|reuters|afp|ap)\b|editor[ -]in[ -]chief|our "
    r"correspondent|staff (?:writer|reporter))"
)
STAMP = re.compile(
    r"(?i)^(?:\(?(?:updated?|published|posted|last modified|first published|created|modified|date)\b.{0,60}|"
    r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? .{0,40}\d{4}.{0,30}|.{0,12}\b20\d\d\b.{0,24}"
    r"|\d{1,2}[:.]\d\d.{0,20}|\d{4}-\d\d-\d\d.{0,20}|[\d.,\s°/|CF%-]{1,30})$"
)
KEYED = re.compile(
    r"^(Title|Date|Category|Tags|Slug|Src|Source|Author|URL|Url|Publisher|Published|Modified|Summary|Keywords|Lang"
    r"|Language|Section|Byline|Link)\s?:\s?(.*)$"
)
YAML_KEY = re.compile(r"^([A-Za-z_][\w-]{0,40})\s?:\s?(.*)$")
HANGING = re.compile(
    r"(?:\b(?:of|the|in|and|on|by|at|including|for|to|with|from|a|an|that|as|or|but|is|are|was|were|be|than|between"
    r"|into|over|its|their|his|her|has|have|had|will|not|said|Mr|Mrs|Ms|"
    r"President|Minister|Secretary|U\.S\.|who|which|after|before|when|amid|while|about|against|under|until|across"
    r"|via|The|A|An|In|On|At|With)"
    r"|[,(\"“‘&–—-]|’s|'s)$"
)
CONTINUES = re.compile(r"[a-z0-9,;)\]’”%/…]|\.(?:$|\s)|-->?$")
# "Quispe added:" before a paragraph of quoted words.
INTRODUCES = re.compile(
    r"\b(?:said|says|added|adds|told|wrote|writes|tweeted|continued|stressed|stated|noted|warned|asked|replied"
    r"|explained|declared)\b[^.]{0,60}:$"
)
WORD = re.compile(r"[^\W\d_][\w'’-]*")
