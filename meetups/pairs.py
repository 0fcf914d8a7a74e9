"""The one statement that follows pairs from a hand to a table."""

# What happened in a span of time, each kind by its index on the moment, one under the other and not
# joined, because the planner cannot know how many pairs there are. For each pair whose first hand
# falls into it: when it came to each stage, from the last backwards, because who has got further
# has passed what lies before. Then counts and medians by week, and of the ripe weeks in all, by
# the origin of the hand and by its vehicle: the evening where both say they talked, if that was the
# first meeting, or else what was proposed first.
PAIRS = """
    WITH hand AS MATERIALIZED (
        SELECT DISTINCT ON (low, high) low, high, at, origin
        FROM (
            SELECT LEAST(follower_id, followed_id) AS low,
                GREATEST(follower_id, followed_id) AS high, at, origin, id
            FROM members_follow WHERE at >= %(since)s AND at < %(until)s
        ) AS held ORDER BY low, high, at, id
    ), pair AS MATERIALIZED (
        SELECT tie.id, hand.at, hand.origin, tie.mutual_since, tie.times_met,
            CASE WHEN tie.low_words > 0 AND tie.high_words > 0 THEN
                GREATEST(tie.low_first_words_at, tie.high_first_words_at, hand.at) END AS talked
        FROM hand
        JOIN members_tie AS tie ON tie.low_id = hand.low AND tie.high_id = hand.high
            AND LEAST(tie.low_followed_at, tie.high_followed_at) = hand.at
    ), event AS (
        SELECT id, at, 'hand' AS what, origin AS how, mutual_since, talked, times_met FROM pair
        UNION ALL
        SELECT tie_id, created_at, 'offer', kind, NULL, NULL, NULL
        FROM meetups_proposal WHERE created_at >= %(since)s
        UNION ALL
        SELECT tie_id, created_at, 'agreement', kind, NULL, NULL, NULL
        FROM meetups_coffee WHERE created_at >= %(since)s
        UNION ALL
        SELECT tie_id, starts_at, 'meeting', kind, NULL, NULL, NULL
        FROM meetups_coffee WHERE state = 'met' AND kind <> 'call' AND starts_at >= %(since)s
        UNION ALL
        SELECT tie.id, evening.starts_at, 'meeting', 'session', NULL, NULL, NULL
        FROM meetups_weeklysession AS evening
        JOIN meetups_talk AS word ON word.session_id = evening.id
        JOIN meetups_talk AS back ON back.session_id = evening.id
            AND back.teller_id = word.other_id AND back.other_id = word.teller_id
        JOIN members_tie AS tie ON tie.low_id = word.teller_id AND tie.high_id = word.other_id
        WHERE evening.starts_at >= %(since)s
    ), story AS (
        SELECT *, min(at) FILTER (WHERE what = 'hand') OVER (PARTITION BY id) AS followed
        FROM event
    ), told AS (
        SELECT followed, min(how) FILTER (WHERE what = 'hand') AS origin,
            (array_agg(how ORDER BY at) FILTER (WHERE what = 'offer' AND at >= followed))[1]
                AS proposed_first,
            (array_agg(how ORDER BY at) FILTER (WHERE what = 'meeting'))[1] AS met_over,
            min(mutual_since) AS shook, min(talked) AS talked,
            min(at) FILTER (WHERE what = 'offer' AND at >= followed) AS offered,
            min(at) FILTER (WHERE what = 'agreement' AND at >= followed) AS agreed,
            min(at) FILTER (WHERE what = 'meeting') AS sat,
            min(at) FILTER (WHERE what = 'meeting' AND how <> 'session') AS drank,
            count(*) FILTER (WHERE what = 'meeting') AS times, max(times_met) AS times_met
        FROM story WHERE followed IS NOT NULL GROUP BY id, followed
    ), reached AS (
        SELECT followed, origin,
            CASE WHEN met_over = 'session' THEN met_over ELSE proposed_first END AS vehicle,
            LEAST(shook, talked, offered, agreed, sat) AS mutual,
            LEAST(talked, offered, agreed, sat) AS talking,
            LEAST(offered, agreed, sat) AS proposed,
            LEAST(agreed, sat) AS scheduled,
            sat AS met
        FROM told
        WHERE times = times_met AND (sat IS NULL OR sat >= followed)
            AND (offered IS NOT NULL OR agreed IS NULL AND drank IS NULL)
    ), counted AS (
        SELECT date_trunc('week', followed, %(zone)s) AS week,
            followed >= %(ripe_from)s AND followed < %(ripe_to)s AS is_ripe, *
        FROM reached
    )
    SELECT GROUPING(week, origin, vehicle) AS told_by, week, origin, vehicle,
        ARRAY[count(*), count(mutual), count(talking), count(proposed), count(scheduled),
            count(met)],
        ARRAY[
            percentile_cont(0.5) WITHIN GROUP (ORDER BY mutual - followed),
            percentile_cont(0.5) WITHIN GROUP (ORDER BY talking - followed),
            percentile_cont(0.5) WITHIN GROUP (ORDER BY proposed - followed),
            percentile_cont(0.5) WITHIN GROUP (ORDER BY scheduled - followed),
            percentile_cont(0.5) WITHIN GROUP (ORDER BY met - followed)
        ],
        ARRAY[
            percentile_cont(0.5) WITHIN GROUP (ORDER BY mutual - followed),
            percentile_cont(0.5) WITHIN GROUP (ORDER BY talking - mutual),
            percentile_cont(0.5) WITHIN GROUP (ORDER BY proposed - talking),
            percentile_cont(0.5) WITHIN GROUP (ORDER BY scheduled - proposed),
            percentile_cont(0.5) WITHIN GROUP (ORDER BY met - scheduled)
        ]
    FROM counted
    GROUP BY GROUPING SETS ((week), (is_ripe), (is_ripe, origin), (is_ripe, vehicle))
    HAVING GROUPING(is_ripe) = 1 OR is_ripe
"""
BY_WEEK, IN_ALL, BY_ORIGIN, BY_VEHICLE = 0b011, 0b111, 0b101, 0b110
