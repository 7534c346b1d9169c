"""Whether an answer to "what was done" tells of anything done."""

import pytest

from rules.completion import tells_something_done

DONE = """
已换新
换了新的展板
10月30日上墙
公开栏更新好了
三季度的内容都贴上去了
补登了8月9月台账
台账从老会计处找回补齐
重新打印张贴
已由会计补齐
已经补录进平台
昨天下午补开，应到5人实到4人
台账补齐，放在村部柜子里
已整改
整改完毕
都弄好了
更换公开栏内容，拍照存档
8月补好了9月还在补
找老会计核对后重新登记
已建立台账管理制度
党员名册修改完成
上周五开的会
贴好了
搞定了
做了新的宣传栏
开了
材料归档了
把旧的撕掉换上新的
修好了公开栏的玻璃
公开栏上礼拜找人贴好了
去买了新板子换上了
补齐了，再核对了一遍
贴好了，照片晚点发
8月补好了，9月的下周补好再报
新做了一块公示牌
整改到位
资料补全
"""
NOT_DONE = """
字是打出来了，还没上墙
让小李去贴的，贴没贴我没去看
正在整改
还没换
公开栏还没换
换了一半
不会写
让会计去弄
抓紧整改
马上就换
明天换
打算下周开
在做了
快好了
差不多了
还差一点
基本完成
照片在手机里
没空
没做
不知道
高度重视，迅速行动，确保20日前整改到位
等广告公司送来就换
已通知会计补登
准备开会研究
联系广告公司了，还没来
公开栏下礼拜找人来贴，贴好了再报给你们
先去买新的，买回来装好再报
台账这两天补，补齐了再汇报
叫儿子周末回来弄，弄好了跟你们讲
过两天重新做，做好发照片给你们
公开栏更新工作已列入本周计划，完成后即行报告
跟会计讲过了叫她这个礼拜内弄出来弄出来我就报
公开栏的内容
没有
无
同上
跟上面一样
要换的
会换的
下个月一起换
老会计住院了，台账拿不到
书记出差
找不到了
忘了
没有问题
看下
村里没钱
等我问下会计
先放着
我也不清楚
改天再弄
已列入计划
成立了整改小组
加强学习，提高认识
下一步完善制度
"""


def never(_clause: str) -> bool:
    return False


@pytest.mark.parametrize("said", DONE.strip().splitlines())
def test_what_was_done_is_told(said: str) -> None:
    assert tells_something_done(said, never)


@pytest.mark.parametrize("said", NOT_DONE.strip().splitlines())
def test_intent_a_half_a_beginning_and_excuses_tell_of_nothing_done(said: str) -> None:
    assert not tells_something_done(said, never)


def test_a_day_ahead_is_a_promise_unless_the_sentence_says_that_it_is_over() -> None:
    assert not tells_something_done("11月6日补开", lambda _clause: True)
    assert tells_something_done("11月6日已补开", lambda _clause: True)
