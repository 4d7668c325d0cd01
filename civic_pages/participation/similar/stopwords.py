"""Words that say nothing of a contribution's subject: grammar, politeness, and what everybody asks.

Without accents, as they are compared.
"""

_FRENCH = """
a ai aie aient ailleurs ainsi ait alors apres as assez au aucun aucune aujourd aupres aurait aussi
autant autre autres aux avaient avait avant avec avez avoir avons beaucoup bien bientot bonjour
bref c ca car ce ceci cela celle celles celui cependant certain certaine certaines certains ces
cet cette ceux chacun chacune chaque chez ci comme comment concernant contre d dans de deja dela
depuis derriere des dessous dessus devant devoir devraient devrait doit doivent donc dont du
durant elle elles en encore enfin ensuite entre envers est et etaient etait etant ete etre eu eux
faire fais fait faites faudra faudrait faut fois font fut grace hors hui idee idees il ils j
jamais je jusque l la laquelle le lequel les lesquelles lesquels leur leurs loin lors lorsque lui
m ma mais malgre me meme memes merci mes mettre mieux mis moi moins mon n ne ni non nos notamment
notre nous nouveau nouveaux nouvelle nouvelles on ont or ou oui outre par parce parfois parmi pas
pendant permet permettrait permettre peu peut peuvent plus plusieurs plutot point possible pour
pourquoi pourraient pourrait pouvoir pres presque propose proposer proposition puis puisque qu
quand quant que quel quelle quelles quelque quelques quels qui quoi rien s sa sans se sera serait
seront ses seul seule seulement si sien soient soit solution son sont souhaite souhaiterais
souhaitons sous souvent suis suivant sur surtout t ta tant te tel telle telles tels tes toi ton
toujours tous tout toute toutes tres trop tu un une vers voici voila vont vos votre voudrais
vouloir voulons vous vraiment y
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
