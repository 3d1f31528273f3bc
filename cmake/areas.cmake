# Embeds the area codes of Thailand: ${area_sources} defines
# saan::thai::AreasTsv().
saan_embed(adapters/thai/areas.tsv saan::thai AreasTsv adapters/thai/areas.h
           area_sources)
