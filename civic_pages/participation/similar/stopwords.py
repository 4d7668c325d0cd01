"""Words that say nothing of a subject: grammar, politeness, numbers, and that it is in a street.

Without accents, as they are compared.
"""

_FRENCH = """
a ai aie aient ailleurs aime aimerais aimerait aimerions ainsi ait allee allees aller alors an
annee annees ans apres as assez au aucun aucune aujourd aupres aurait aussi autant autre autres
aux avaient avait avant avec avenue avez avoir avons beaucoup besoin bien bientot bonjour
boulevard bref c ca car ce ceci cela celle celles celui cent cependant certain certaine certaines
certains ces cet cette ceux chacun chacune chaque chaussee chez chose choses ci cinq comme comment
concernant contre cote cotes d dans de deja dela demande demandons depuis derriere des dessous
dessus deux devant devoir devraient devrait dix doit doivent donc donne donner dont du durant elle
elles en encore endroit endroits enfin ensuite entre envers est et etaient etait etant ete etre eu
eux faire fais fait faites faudra faudrait faut fois font fut gens grace grand grande grandes
grands habitant habitante habitantes habitants habite habitons hors hui huit ici idee idees il ils
impasse j jamais je jour jours jusqu jusque l la laquelle le lequel les lesquelles lesquels leur
leurs loin lors lorsque lui m ma maintenant mais malgre manque manquent me meme memes merci mes
mettre mieux mis moi moins mois mon n ne neuf ni nombreuses nombreux non nos notamment notre nous
nouveau nouveaux nouvelle nouvelles on ont or ou oui outre par parce parfois parle parler parmi
pas passe passer pendant permet permettrait permettre personne personnes petit petite petites
petits peu peut peuvent plus plusieurs plutot point possible pour pourquoi pourraient pourrait
pouvoir premier premiere prend prendre pres presque projet projets propose proposer proposition
propositions puis puisque qu quand quant quartier quartiers quatre que quel quelle quelles quelque
quelques quels qui quoi rend rendre rien rue rues s sa sans se semaine sept sera serait seront ses
seul seule seulement si sien six soient soit solution son sont souhaite souhaiterais souhaitons
sous souvent suis suivant sur surtout t ta tant te tel telle telles tels tes toi ton toujours tous
tout toute toutes tres trois trop trouve trouver trouvons tu un une va vais venir vers viens vient
ville villes vingt voici voila vont vos votre voudrais vouloir voulons vous vraiment y
"""
_ENGLISH = """
a about above after again against all also am an and any are as at be because been before being
below between both but by can cannot could did do does doing down during each few for from further
had has have having he hello her here hers him his how however i idea ideas if in into is it its
just like may me might more most much must my need needs new no nor not of off often on once one
only or other our out over own per please proposal propose really same shall she should so some
still such suggest than thank thanks that the their theirs them then there these they this those
through to too under until up us very want was we were what when where which while who whom why
will with would you your yours
"""
BY_LANGUAGE = {"french": frozenset(_FRENCH.split()), "english": frozenset(_ENGLISH.split())}
